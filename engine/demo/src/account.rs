//! Who may log in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::answer::{Answer, Refusal};
use crate::purchase::Purchases;

const SHORTEST_PASSWORD: usize = 8;

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    Customer,
    Admin,
}

/// One account with what it bought.
#[derive(Debug, Serialize)]
pub(crate) struct Account {
    pub(crate) id: u64,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    #[serde(skip)]
    password: [u8; 32],
    #[serde(skip)]
    purchases: Mutex<Purchases>,
}

impl Account {
    /// The account's cart, intents and orders. Held only for the length of one change.
    pub(crate) fn purchases(&self) -> MutexGuard<'_, Purchases> {
        self.purchases.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Default)]
struct Register {
    /// The account with id N stands at N - 1.
    accounts: Vec<Arc<Account>>,
    by_email: HashMap<String, Arc<Account>>,
}

/// All accounts.
#[derive(Debug)]
pub(crate) struct Accounts {
    mac: Hmac<Sha256>,
    register: RwLock<Register>,
}

impl Accounts {
    /// `users` customers and one administrator.
    pub(crate) fn new(mac: Hmac<Sha256>, users: usize) -> Self {
        let accounts = Self { mac, register: RwLock::default() };
        for number in 1..=users {
            let (email, password) = (format!("user{number}@example.com"), format!("password{number}"));
            accounts.insert(email, &password, format!("User {number}"), Role::Customer);
        }
        accounts.insert("admin@example.com".to_owned(), "admin-password", "Administrator".to_owned(), Role::Admin);
        accounts
    }

    pub(crate) fn len(&self) -> usize {
        self.register.read().unwrap_or_else(PoisonError::into_inner).accounts.len()
    }

    /// Adds a customer.
    pub(crate) fn register(&self, email: String, password: &str, name: String) -> Answer<Arc<Account>> {
        if !email.contains('@') {
            return Err(Refusal::bad_request("invalid_email", "an email has an @"));
        }
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err(Refusal::bad_request("weak_password", "a password has at least 8 characters"));
        }
        self.insert(email, password, name, Role::Customer)
            .ok_or(Refusal::conflict("email_taken", "another account has this email"))
    }

    /// The account whose email and password these are.
    pub(crate) fn login(&self, email: &str, password: &str) -> Answer<Arc<Account>> {
        let register = self.register.read().unwrap_or_else(PoisonError::into_inner);
        let account = register.by_email.get(email).ok_or(Refusal::wrong_credentials())?;
        if account.password != self.hash(email, password) {
            return Err(Refusal::wrong_credentials());
        }
        Ok(Arc::clone(account))
    }

    pub(crate) fn get(&self, id: u64) -> Option<Arc<Account>> {
        let place = usize::try_from(id).ok()?.checked_sub(1)?;
        self.register.read().unwrap_or_else(PoisonError::into_inner).accounts.get(place).cloned()
    }

    fn insert(&self, email: String, password: &str, name: String, role: Role) -> Option<Arc<Account>> {
        let password = self.hash(&email, password);
        let mut register = self.register.write().unwrap_or_else(PoisonError::into_inner);
        if register.by_email.contains_key(&email) {
            return None;
        }
        let id = register.accounts.len() as u64 + 1;
        let account = Arc::new(Account { id, email, name, role, password, purchases: Mutex::default() });
        register.by_email.insert(account.email.clone(), Arc::clone(&account));
        register.accounts.push(Arc::clone(&account));
        Some(account)
    }

    /// Cheap and repeatable, and not fit for real passwords: one round, salted with the email.
    fn hash(&self, email: &str, password: &str) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(email.as_bytes());
        mac.update(&[0]);
        mac.update(password.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

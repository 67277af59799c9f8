//! What one account puts in its cart, means to pay and has ordered.

use std::collections::VecDeque;

use serde::Serialize;

use crate::answer::{Answer, Refusal};
use crate::catalog::{Catalog, Product};

/// Most pieces of one product in a cart.
const MOST_PIECES: u32 = 100;
/// Intents and orders of one account that are kept, newest last.
const KEPT: usize = 50;

/// One product in a cart or an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    product_id: u64,
    name: String,
    quantity: u32,
    price_cents: u64,
}

/// What a cart holds, and its price.
#[derive(Debug, Serialize)]
pub(crate) struct Cart {
    items: Vec<Line>,
    total_cents: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum IntentStatus {
    RequiresPayment,
    Succeeded,
}

/// The intention to pay for what a cart held.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Intent {
    id: String,
    pub(crate) amount_cents: u64,
    currency: &'static str,
    status: IntentStatus,
    order_id: Option<String>,
    #[serde(skip)]
    items: Vec<Line>,
}

/// What was paid.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Order {
    id: String,
    items: Vec<Line>,
    total_cents: u64,
    status: &'static str,
    created_at: u64,
}

/// The state of one account's shopping.
#[derive(Debug, Default)]
pub(crate) struct Purchases {
    cart: Vec<Line>,
    intents: VecDeque<Intent>,
    intents_made: u64,
    orders: VecDeque<Order>,
    orders_made: u64,
}

impl Purchases {
    pub(crate) fn cart(&self) -> Cart {
        Cart { items: self.cart.clone(), total_cents: total(&self.cart) }
    }

    /// Puts `quantity` more pieces of `product` in the cart.
    pub(crate) fn add(&mut self, product: Product, quantity: u32) -> Answer<()> {
        let place = self.cart.iter().position(|line| line.product_id == product.id);
        let held = place.map_or(0, |place| self.cart[place].quantity);
        let quantity = pieces(held.saturating_add(quantity), quantity > 0, product.stock)?;
        match place {
            Some(place) => self.cart[place].quantity = quantity,
            None => {
                let Product { id: product_id, name, price_cents, .. } = product;
                self.cart.push(Line { product_id, name, quantity, price_cents });
            }
        }
        Ok(())
    }

    /// Sets the pieces of a product that is in the cart.
    pub(crate) fn set(&mut self, product: u64, quantity: u32, catalog: &Catalog) -> Answer<()> {
        let line = self.cart.iter_mut().find(|line| line.product_id == product).ok_or(not_in_cart())?;
        let stock = catalog.get(product).map_or(0, |product| product.stock);
        line.quantity = pieces(quantity, quantity > 0, stock)?;
        Ok(())
    }

    pub(crate) fn remove(&mut self, product: u64) -> Answer<()> {
        let place = self.cart.iter().position(|line| line.product_id == product).ok_or(not_in_cart())?;
        self.cart.remove(place);
        Ok(())
    }

    /// A new intent for what the cart of `account` holds.
    pub(crate) fn intend(&mut self, account: u64) -> Answer<Intent> {
        if self.cart.is_empty() {
            return Err(Refusal::conflict("empty_cart", "there is nothing in the cart"));
        }
        self.intents_made += 1;
        let intent = Intent {
            id: format!("pi_{account}_{}", self.intents_made),
            amount_cents: total(&self.cart),
            currency: "EUR",
            status: IntentStatus::RequiresPayment,
            order_id: None,
            items: self.cart.clone(),
        };
        keep(&mut self.intents, intent.clone());
        Ok(intent)
    }

    pub(crate) fn intent(&self, id: &str) -> Option<Intent> {
        self.intents.iter().find(|intent| intent.id == id).cloned()
    }

    /// Turns an intent into an order: takes the stock, empties the cart.
    pub(crate) fn pay(&mut self, account: u64, id: &str, catalog: &Catalog, now: u64) -> Answer<Intent> {
        let intent = self.intents.iter_mut().find(|intent| intent.id == id).ok_or(no_such_intent())?;
        if intent.status == IntentStatus::Succeeded {
            return Err(Refusal::conflict("already_paid", "this intent is paid"));
        }
        let wanted: Vec<(u64, u32)> = intent.items.iter().map(|line| (line.product_id, line.quantity)).collect();
        catalog.take(&wanted)?;
        self.orders_made += 1;
        let id = format!("or_{account}_{}", self.orders_made);
        intent.status = IntentStatus::Succeeded;
        intent.order_id = Some(id.clone());
        let (items, total_cents) = (intent.items.clone(), intent.amount_cents);
        let intent = intent.clone();
        keep(&mut self.orders, Order { id, items, total_cents, status: "paid", created_at: now });
        self.cart.clear();
        Ok(intent)
    }

    /// The kept orders, newest first.
    pub(crate) fn orders(&self) -> Vec<Order> {
        self.orders.iter().rev().cloned().collect()
    }

    pub(crate) fn order(&self, id: &str) -> Option<Order> {
        self.orders.iter().find(|order| order.id == id).cloned()
    }
}

/// The refusal for an intent that nobody has.
pub(crate) fn no_such_intent() -> Refusal {
    Refusal::not_found("no_such_intent", "there is no payment intent with this id")
}

fn not_in_cart() -> Refusal {
    Refusal::not_found("not_in_cart", "this product is not in the cart")
}

fn pieces(total: u32, positive: bool, stock: u32) -> Answer<u32> {
    if !positive || total > MOST_PIECES {
        return Err(Refusal::bad_request("invalid_quantity", "the quantity is 1 to 100"));
    }
    if total > stock { Err(Refusal::out_of_stock()) } else { Ok(total) }
}

fn total(lines: &[Line]) -> u64 {
    lines.iter().map(|line| line.price_cents * u64::from(line.quantity)).sum()
}

fn keep<T>(list: &mut VecDeque<T>, item: T) {
    if list.len() == KEPT {
        list.pop_front();
    }
    list.push_back(item);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    #[test]
    fn only_the_newest_are_kept() {
        let catalog = Catalog::new(&mut Seed::new(1), 2);
        let mut purchases = Purchases::default();
        for number in 1..=60 {
            purchases.add(catalog.get(1).unwrap(), 1).unwrap();
            let intent = purchases.intend(9).unwrap();
            assert_eq!(intent.id, format!("pi_9_{number}"));
            purchases.pay(9, &intent.id, &catalog, number).unwrap();
        }
        assert!(purchases.intent("pi_9_10").is_none());
        assert!(purchases.order("or_9_10").is_none());
        let ids: Vec<String> = purchases.orders().into_iter().map(|order| order.id).collect();
        assert_eq!(ids, (11..=60).rev().map(|number| format!("or_9_{number}")).collect::<Vec<_>>());
        assert_eq!(catalog.get(1).unwrap().stock, 1_000_000 - 60);
    }

    #[test]
    fn a_failed_payment_changes_nothing() {
        let catalog = Catalog::new(&mut Seed::new(1), 2);
        let mut purchases = Purchases::default();
        purchases.add(catalog.get(1).unwrap(), 5).unwrap();
        let intent = purchases.intend(1).unwrap();
        catalog.set_stock(1, 4).unwrap();
        assert!(purchases.pay(1, &intent.id, &catalog, 0).is_err());
        assert_eq!(purchases.cart.len(), 1);
        assert_eq!(purchases.orders.len(), 0);
        assert_eq!(purchases.intent(&intent.id).unwrap().status, IntentStatus::RequiresPayment);
    }
}

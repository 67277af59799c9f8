//! The products: named and priced from the seed.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Refusal};
use crate::seed::Seed;

/// The categories, in the order of the alphabet.
pub(crate) const CATEGORIES: [&str; 5] = ["books", "garden", "kitchen", "music", "sports"];
/// Pieces of each product at the start.
const FULL_STOCK: u32 = 1_000_000;
const MATERIALS: [&str; 8] = ["Copper", "Oak", "Linen", "Glass", "Steel", "Paper", "Stone", "Wool"];
const THINGS: [&str; 10] =
    ["Lamp", "Table", "Notebook", "Kettle", "Guitar", "Racket", "Spade", "Bowl", "Drum", "Atlas"];

/// One thing to buy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Product {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) category: &'static str,
    pub(crate) price_cents: u64,
    pub(crate) stock: u32,
    #[serde(skip)]
    lower: String,
}

/// What an administrator says of a new product.
#[derive(Debug, Deserialize)]
pub(crate) struct NewProduct {
    pub(crate) name: String,
    pub(crate) category: String,
    pub(crate) price_cents: u64,
    pub(crate) stock: u32,
}

/// A part of a list, and how long the whole list is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) items: Vec<Product>,
    pub(crate) total: usize,
}

/// All products, by id.
#[derive(Debug)]
pub(crate) struct Catalog {
    products: RwLock<BTreeMap<u64, Product>>,
}

impl Catalog {
    /// `count` products whose names, categories and prices follow from the seed; the last one is sold out.
    pub(crate) fn new(seed: &mut Seed, count: usize) -> Self {
        let last = count as u64;
        let products = (1..=last).map(|id| (id, invent(seed, id, if id == last { 0 } else { FULL_STOCK })));
        Self { products: RwLock::new(products.collect()) }
    }

    pub(crate) fn len(&self) -> usize {
        self.read().len()
    }

    pub(crate) fn get(&self, id: u64) -> Answer<Product> {
        self.read().get(&id).cloned().ok_or(Refusal::no_such_product())
    }

    /// `count` products after the first `skip` of the category (of all when it is `None`).
    pub(crate) fn page(&self, category: Option<&str>, skip: usize, count: usize) -> Page {
        let products = self.read();
        let matching = || products.values().filter(|product| category.is_none_or(|wanted| product.category == wanted));
        let total = if category.is_none() { products.len() } else { matching().count() };
        Page { items: matching().skip(skip).take(count).cloned().collect(), total }
    }

    /// The first `count` products whose name contains `text`, case ignored.
    pub(crate) fn search(&self, text: &str, count: usize) -> Page {
        let text = text.to_lowercase();
        let products = self.read();
        let mut page = Page { items: Vec::new(), total: 0 };
        for product in products.values().filter(|product| product.lower.contains(&text)) {
            page.total += 1;
            if page.total <= count {
                page.items.push(product.clone());
            }
        }
        page
    }

    pub(crate) fn add(&self, new: NewProduct) -> Answer<Product> {
        let category = CATEGORIES.into_iter().find(|known| *known == new.category);
        let invalid = Refusal::bad_request("invalid_product", "a product needs a name, a known category and a price");
        let (Some(category), false, true) = (category, new.name.trim().is_empty(), new.price_cents > 0) else {
            return Err(invalid);
        };
        let mut products = self.products.write().unwrap_or_else(PoisonError::into_inner);
        if products.values().any(|product| product.name == new.name) {
            return Err(Refusal::conflict("name_taken", "another product has this name"));
        }
        let id = products.last_key_value().map_or(1, |(last, _)| last + 1);
        let lower = new.name.to_lowercase();
        let product = Product { id, name: new.name, category, price_cents: new.price_cents, stock: new.stock, lower };
        products.insert(id, product.clone());
        Ok(product)
    }

    pub(crate) fn set_stock(&self, id: u64, stock: u32) -> Answer<Product> {
        let mut products = self.products.write().unwrap_or_else(PoisonError::into_inner);
        let product = products.get_mut(&id).ok_or(Refusal::no_such_product())?;
        product.stock = stock;
        Ok(product.clone())
    }

    pub(crate) fn remove(&self, id: u64) -> Answer<()> {
        let mut products = self.products.write().unwrap_or_else(PoisonError::into_inner);
        products.remove(&id).map(|_| ()).ok_or(Refusal::no_such_product())
    }

    /// Takes all of `wanted` (product, pieces) from the stock, or nothing.
    pub(crate) fn take(&self, wanted: &[(u64, u32)]) -> Answer<()> {
        let mut products = self.products.write().unwrap_or_else(PoisonError::into_inner);
        let enough = |(id, pieces): &(u64, u32)| products.get(id).is_some_and(|product| product.stock >= *pieces);
        if !wanted.iter().all(enough) {
            return Err(Refusal::out_of_stock());
        }
        for (id, pieces) in wanted {
            if let Some(product) = products.get_mut(id) {
                product.stock -= pieces;
            }
        }
        Ok(())
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<u64, Product>> {
        self.products.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn invent(seed: &mut Seed, id: u64, stock: u32) -> Product {
    let name = format!("{} {} {id}", seed.pick(&MATERIALS), seed.pick(&THINGS));
    let category = seed.pick(&CATEGORIES);
    let price_cents = 199 + seed.below(98) * 100;
    let lower = name.to_lowercase();
    Product { id, name, category, price_cents, stock, lower }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        Catalog::new(&mut Seed::new(1), 100)
    }

    #[test]
    fn the_seed_alone_makes_the_products() {
        let all = |seed| Catalog::new(&mut Seed::new(seed), 50).page(None, 0, 50);
        assert_eq!(all(1), all(1));
        assert_ne!(all(1), all(2));
    }

    #[test]
    fn pages_cover_a_category_exactly() {
        let catalog = catalog();
        let sizes: Vec<usize> = CATEGORIES.iter().map(|name| catalog.page(Some(name), 0, 100).items.len()).collect();
        assert_eq!(sizes.iter().sum::<usize>(), 100);
        let music = catalog.page(Some("music"), 2, 3);
        assert_eq!(music.items, catalog.page(Some("music"), 0, 100).items[2..5]);
        assert_eq!(music.total, sizes[3]);
        assert_eq!(catalog.page(None, 99, 20), Page { items: vec![catalog.get(100).unwrap()], total: 100 });
        assert_eq!(catalog.page(None, 100, 20), Page { items: vec![], total: 100 });
    }

    #[test]
    fn search_ignores_case_and_counts_what_it_does_not_show() {
        let catalog = catalog();
        let name = catalog.get(42).unwrap().name;
        assert_eq!(catalog.search(&name.to_uppercase(), 20), Page { items: vec![catalog.get(42).unwrap()], total: 1 });
        assert_eq!(catalog.search("", 20).items.len(), 20);
        assert_eq!(catalog.search("", 20).total, 100);
        assert_eq!(catalog.search("no such thing", 20), Page { items: vec![], total: 0 });
    }

    #[test]
    fn stock_is_taken_for_all_products_or_for_none() {
        let catalog = catalog();
        catalog.set_stock(1, 3).unwrap();
        assert!(catalog.take(&[(2, 1), (1, 4)]).is_err());
        assert_eq!(catalog.get(2).unwrap().stock, 1_000_000);
        catalog.take(&[(2, 1), (1, 3)]).unwrap();
        assert_eq!((catalog.get(1).unwrap().stock, catalog.get(2).unwrap().stock), (0, 999_999));
        assert!(catalog.take(&[(100, 1)]).is_err(), "the last product is sold out");
    }
}

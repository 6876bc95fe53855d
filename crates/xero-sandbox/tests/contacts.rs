//! Issue 12: customers and products: what is unique, and what is refused.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Reply, Shop, shop};
use serde_json::{Value, json};

fn put(shop: &Shop, contact: Value) -> Reply {
    shop.ask("PUT Contacts", &json!({"Contacts": Value::Array(vec![contact])}))
}

#[test]
fn the_name_of_an_active_contact_is_unique_whatever_its_capitals() {
    let shop = shop();
    let ayu = put(
        &shop,
        json!({"Name": "Ayu Sari", "ContactNumber": "wc-a1-7", "EmailAddress": "ayu@example.test"}),
    );
    assert_eq!((ayu.status, ayu.at("/Contacts/0/ContactNumber")), (200, "wc-a1-7"));
    let id = ayu.at("/Contacts/0/ContactID");
    let again = put(&shop, json!({"Name": "AYU sari"}));
    assert_eq!(again.status, 400);
    assert!(again.message().starts_with("The contact name AYU sari is already assigned to another contact."));
    let post = |contact: Value| shop.ask("POST Contacts", &json!({"Contacts": [contact]}));
    let posted = post(json!({"Name": "ayu sari", "FirstName": "Ayu"}));
    assert_eq!(
        (posted.at("/Contacts/0/ContactID"), posted.at("/Contacts/0/FirstName")),
        (id, "Ayu"),
        "a POST overwrites"
    );
    assert_eq!(posted.at("/Contacts/0/EmailAddress"), "ayu@example.test", "what is not named stays");
    let archived = shop.ask(&format!("POST Contacts/{id}"), &json!({"ContactStatus": "ARCHIVED"}));
    assert_eq!(archived.at("/Contacts/0/ContactStatus"), "ARCHIVED");
    let second = put(&shop, json!({"Name": "Ayu Sari"}));
    assert_eq!(second.status, 200, "the name is free again");
    let restored = post(json!({"ContactID": id, "ContactStatus": "ACTIVE"}));
    assert_eq!(restored.status, 400, "and now it is not");
    assert_eq!(post(json!({"ContactID": "x"})).status, 400);
    assert_eq!(shop.ask("POST Contacts/x", &json!({"Name": "x"})).status, 404);
}

#[test]
fn a_contact_number_is_unique_among_all() {
    let shop = shop();
    let first = put(&shop, json!({"Name": "Ayu", "ContactNumber": "wc-7", "ContactStatus": "ARCHIVED"}));
    assert_eq!(first.status, 200);
    let second = put(&shop, json!({"Name": "Budi", "ContactNumber": "wc-7"}));
    assert_eq!(second.message(), "The contact number wc-7 is already assigned to another contact.");
}

#[test]
fn what_is_no_contact_is_refused() {
    let shop = shop();
    for contact in [
        json!({}),
        json!({"Name": ""}),
        json!({"Name": "Ayu <b>"}),
        json!({"Name": "Ayu  Sari"}),
        json!({"Name": " Ayu"}),
        json!({"Name": "Ayu "}),
        json!({"Name": "x".repeat(256)}),
        json!({"Name": "Ayu", "EmailAddress": "ayu"}),
        json!({"Name": "Ayu", "EmailAddress": "ayü@example.test"}),
        json!({"Name": "Ayu", "ContactNumber": "x".repeat(51)}),
        json!({"Name": "Ayu", "FirstName": 5}),
        json!({"Name": "Ayu", "ContactStatus": "GONE"}),
        json!({"Name": "Ayu", "Addresses": [{"AddressLine1": "Jalan 1"}]}),
        json!({"Name": "Ayu", "Addresses": [{"AddressType": "STREET", "AddressLine1": "x".repeat(501)}]}),
        json!({"Name": "Ayu", "Addresses": [{"AddressType": "STREET", "Country": "GB1"}]}),
        json!({"Name": "Ayu", "Addresses": [{"AddressType": "STREET", "PostalCode": "x".repeat(51)}]}),
        json!({"Name": "Ayu", "Addresses": "Jalan 1"}),
        json!({"Name": "Ayu", "Phones": [{"PhoneType": "X", "PhoneNumber": "1"}]}),
        json!({"Name": "Ayu", "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "1".repeat(51)}]}),
    ] {
        assert_eq!(put(&shop, contact.clone()).status, 400, "{contact}");
    }
    let whole = json!({"Name": "Ayu", "EmailAddress": "ayu@example.test", "FirstName": "Ayu", "LastName": "Sari",
        "Addresses": [{"AddressType": "STREET", "AddressLine1": "Jalan 1", "City": "Ubud", "Country": "Indonesia"}],
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "+62 1"}]});
    let made = put(&shop, whole);
    assert_eq!((made.status, made.at("/Contacts/0/Addresses/0/City")), (200, "Ubud"));
}

#[test]
fn archived_contacts_are_listed_only_when_they_are_asked_for() {
    let shop = shop();
    let ids: Vec<String> = ["Ayu", "Budi", "Citra"]
        .map(|name| put(&shop, json!({"Name": name})).at("/Contacts/0/ContactID").to_owned())
        .to_vec();
    shop.ask(&format!("POST Contacts/{}", ids[1]), &json!({"ContactStatus": "ARCHIVED"}));
    let names = |path: &str| -> Vec<String> {
        shop.list(path).iter().map(|it| it["Name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("Contacts"), ["Ayu", "Citra"]);
    assert_eq!(names("Contacts?includeArchived=true"), ["Ayu", "Budi", "Citra"]);
    assert_eq!(names(&format!("Contacts?includeArchived=true&IDs={},{}", ids[1], ids[2])), ["Budi", "Citra"]);
    assert_eq!(names(&format!("Contacts/{}", ids[1])), ["Budi"]);
    assert_eq!(shop.get("Contacts/x").status, 404);
}

#[test]
fn the_code_of_a_product_is_unique() {
    let shop = shop();
    let put = |item: Value| shop.ask("PUT Items?unitdp=4", &json!({"Items": [item]}));
    let chair = json!({"Code": "SKU-1", "Name": "Chair", "IsSold": true, "IsPurchased": false,
        "SalesDetails": {"UnitPrice": 24.125, "AccountCode": "200", "TaxType": "OUTPUT2"}});
    let made = put(chair.clone());
    assert_eq!((made.status, made.number("UnitPrice")), (200, "24.1250"));
    assert_eq!(made.body["Items"][0]["IsPurchased"], false);
    assert_eq!(put(chair).message(), "Price List Item with Code 'SKU-1' already exists");
    for item in [
        json!({"Name": "Chair"}),
        json!({"Code": "x".repeat(31)}),
        json!({"Code": "S", "Name": "x".repeat(51)}),
        json!({"Code": "S", "Description": "x".repeat(4_001)}),
        json!({"Code": "S", "IsTrackedAsInventory": true}),
        json!({"Code": "S", "SalesDetails": {"AccountCode": "999"}}),
        json!({"Code": "S", "SalesDetails": {"TaxType": "INPUT2"}}),
        json!({"Code": "S", "SalesDetails": {"UnitPrice": "24"}}),
    ] {
        assert_eq!(put(item.clone()).status, 400, "{item}");
    }
    assert_eq!(shop.list("Items?where=Code==\"SKU-1\"").len(), 1);
    assert_eq!(shop.list("Items?where=Code==\"SKU-2\"").len(), 0);
    let posted = shop.ask("POST Items", &json!({"Code": "SKU-1", "Name": "Stool"}));
    assert_eq!((posted.at("/Items/0/Name"), shop.list("Items").len()), ("Stool", 1));
    assert_eq!(shop.list("Items/SKU-1")[0]["Name"], "Stool");
}

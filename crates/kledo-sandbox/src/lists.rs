//! Laravel's paginator.

use accounting_sandbox::Head;
use serde_json::{Value, json};

use crate::form;

/// How long a page is when the client does not say.
const PER_PAGE: usize = 15;
/// The longest page.
const MAX_PER_PAGE: usize = 1000;

/// The page of a list that a request asks for.
pub(crate) fn paginate<T>(head: &Head, items: &[T], as_json: impl Fn(&T) -> Value) -> Value {
    let query = form::query(head);
    let wanted =
        |name: &str| query.get(name).and_then(Value::as_str).and_then(|text| text.parse::<usize>().ok());
    let per_page = wanted("per_page").unwrap_or(PER_PAGE).clamp(1, MAX_PER_PAGE);
    let page = wanted("page").unwrap_or(1).max(1);
    let last_page = items.len().div_ceil(per_page).max(1);
    let start = (page - 1).saturating_mul(per_page).min(items.len());
    let shown = &items[start..(start + per_page).min(items.len())];
    let url = |page: usize| format!("{}?page={page}", head.path);
    json!({
        "current_page": page,
        "data": shown.iter().map(as_json).collect::<Vec<_>>(),
        "first_page_url": url(1),
        "from": (!shown.is_empty()).then_some(start + 1),
        "last_page": last_page,
        "last_page_url": url(last_page),
        "next_page_url": (page < last_page).then(|| url(page + 1)),
        "path": head.path,
        "per_page": per_page,
        "prev_page_url": (page > 1).then(|| url(page - 1)),
        "to": (!shown.is_empty()).then_some(start + shown.len()),
        "total": items.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> Value {
        let head = Head { query: query.to_owned(), ..Head::default() };
        paginate(&head, &(1..=20).collect::<Vec<_>>(), |n| json!(n))
    }

    #[test]
    fn a_page_is_cut_from_the_list() {
        let first = page("page=&per_page=");
        assert_eq!((first["data"].as_array().unwrap().len(), &first["total"]), (15, &json!(20)));
        let last = page("per_page=8&page=3");
        assert_eq!((&last["data"], &last["last_page"]), (&json!([17, 18, 19, 20]), &json!(3)));
        assert_eq!((&last["from"], &last["to"]), (&json!(17), &json!(20)));
    }

    #[test]
    fn a_page_beyond_the_end_is_empty() {
        let beyond = page("page=99");
        assert_eq!((&beyond["data"], &beyond["from"]), (&json!([]), &Value::Null));
    }
}

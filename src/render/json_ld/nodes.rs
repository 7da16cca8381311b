//! The nodes of the graph, in the words of schema.org; what is absent has no property.

use std::borrow::Cow;

use serde::Serialize;

#[derive(Serialize)]
pub struct Graph<'a> {
    #[serde(rename = "@context")]
    pub context: &'static str,
    #[serde(rename = "@graph")]
    pub graph: Vec<Node<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub enum Node<'a> {
    Article(Box<Article<'a>>),
    Review(Review<'a>),
    Page(Box<WebPage<'a>>),
    Site(WebSite<'a>),
    Breadcrumbs(Breadcrumbs<'a>),
}

#[derive(Serialize)]
pub struct Reference {
    #[serde(rename = "@id")]
    pub id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Article<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: String,
    pub headline: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternative_headline: Option<&'a str>,
    #[serde(rename = "abstract", skip_serializing_if = "str::is_empty")]
    pub abstract_: &'a str,
    pub url: &'a str,
    pub main_entity_of_page: Reference,
    pub date_published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temporal_coverage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    pub in_language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Named<'a>>,
    pub author: Vec<Named<'a>>,
    pub publisher: Named<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accountable_person: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editor: Option<Named<'a>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub credit_text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digital_source_type: Option<&'static str>,
    pub creative_work_status: &'static str,
    pub version: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub correction: Vec<Correction<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citation: Vec<Cited<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub has_part: Vec<ClaimNode<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_part_of: Option<Series<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publishing_principles: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backstory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<&'a str>,
}

/// A person, an organisation or a thing by its name.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Named<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ethics_policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrections_policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ownership_funding_info: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Correction<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    pub text: &'a str,
    pub date_published: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cited<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: String,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_published: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub author: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<&'a str>,
}

#[derive(Serialize)]
pub struct ClaimNode<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: String,
    pub text: &'a str,
    pub appearance: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citation: Vec<Reference>,
}

#[derive(Serialize)]
pub struct Series<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Review<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: String,
    pub headline: &'a str,
    pub url: &'a str,
    pub claim_reviewed: &'a str,
    pub review_rating: Rating<'a>,
    pub author: Vec<Named<'a>>,
    pub date_published: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rating<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    pub alternate_name: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebPage<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: &'a str,
    pub url: &'a str,
    pub name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub description: &'a str,
    pub in_language: &'a str,
    pub is_part_of: WebSite<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_reviewed: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebSite<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: String,
    pub name: &'a str,
    pub url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Named<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Breadcrumbs<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    pub item_list_element: Vec<Crumb<'a>>,
}

#[derive(Serialize)]
pub struct Crumb<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    pub position: usize,
    pub name: &'a str,
    pub item: String,
}

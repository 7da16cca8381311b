//! Every rule, one entry each (CONTENT_MODEL §5). Names are public interface.

rules! {
    "Structure":
    MISSING_TITLE = "missing-title", Error / Error structural, "a brief without a title";
    MISSING_DATE = "missing-date", Error / Error structural, "a brief without a date";
    BAD_DATE = "bad-date", Error / Error structural, "a date that cannot be read";
    AMBIGUOUS_DATE = "ambiguous-date", Error / Error structural, "a slash date whose day and month cannot be told apart";
    UNKNOWN_KEY = "unknown-key", Error / Error structural, "a key that dateline does not know";
    BAD_VALUE = "bad-value", Error / Error structural, "a value of the wrong type, or outside what its key allows";
    UNKNOWN_REGISTRY = "unknown-registry", Error / Error structural, "a file in the registry folder that is no registry";
    DUPLICATE_URL = "duplicate-url", Error / Error structural, "two things with one address";
    BAD_TOML = "bad-toml", Error / Error structural, "TOML that cannot be parsed";
    FRONT_MATTER_FENCE = "front-matter-fence", Error / Error structural, "front matter that is missing, not closed, or not between `+++`";
    NOT_UTF8 = "not-utf8", Error / Error structural, "a file or file name that is not UTF-8";
    NUL_BYTE = "nul-byte", Error / Error structural, "a NUL byte in a text";
    FILE_TOO_LARGE = "file-too-large", Error / Error structural, "a text file over the limit";
    TOO_DEEP = "too-deep", Error / Error structural, "Markdown nested deeper than the limit";
    UNREADABLE_FILE = "unreadable-file", Error / Error structural, "a file that cannot be opened";
    SYMLINK_OUTSIDE = "symlink-outside", Error / Error structural, "a symbolic link that leads out of the site";
    SYMLINK_LOOP = "symlink-loop", Error / Error structural, "a symbolic link to a folder that it stands in";
    STRAY_FILE = "stray-file", Info / Info, "a file under `content/` that belongs to no bundle";
    SLUG_COLLISION = "slug-collision", Error / Error structural, "two names whose differences an address drops";
    DUPLICATE_KEY = "duplicate-key", Error / Error structural, "one key or id given twice";
    DUPLICATE_ID = "duplicate-id", Error / Error structural, "one explicit id given twice in a brief";
    SERIES_EDITION = "series-edition", Error / Error structural, "two editions of a series with one number";
    SUPERSEDES_CYCLE = "supersedes-cycle", Error / Error structural, "briefs that supersede each other";
    TERM_CYCLE = "term-cycle", Error / Error structural, "terms that are wider than each other";
    UNKNOWN_BRIEF = "unknown-brief", Error / Error structural, "a slug that names no brief";
    MISSING_METHODOLOGY = "missing-methodology", Error / Error structural, "a methodology page that does not exist";
    BAD_THEME = "bad-theme", Error / Error structural, "a theme, template or theme setting that cannot be used";
    TEMPLATE_ERROR = "template-error", Error / Error structural, "a template that fails";
    NO_BASE_URL = "no-base-url", Warning / Error, "a site without an address, so without feeds, sitemap and canonical links";
    BAD_BASELINE = "bad-baseline", Error / Error structural, "a baseline that is not there, or is none";
    BASELINE_LEFTOVER = "baseline-leftover", Info / Info, "a known finding that occurs no more";
    NOT_YET = "not-yet", Warning / Warning, "a setting that this version knows and does not act on";
    TITLE_LONG = "title-long", Warning / Warning, "a title over 110 characters";
    UNKNOWN_ID = "unknown-id", Info / Warning, "an id that its registry does not hold";
    TAG_NEAR_DUPLICATE = "tag-near-duplicate", Warning / Warning, "two tags or topics that are one word, but for a plural, a hyphen or a slip";
    CLOSED_VOCABULARY = "closed-vocabulary", Error / Error, "an id outside a closed vocabulary";
    STATIC_WINS = "static-wins", Info / Info, "a file under `static/` that takes the place of a generated one";

    "Time":
    DATE_NO_ZONE = "date-no-zone", Warning / Error, "a time without a zone";
    DATE_FROM_UPDATED = "date-from-updated", Warning / Error, "no `date`, so `updated` was taken";
    FUTURE_DATE = "future-date", Info / Info, "a brief that is not public yet";
    UPDATED_BEFORE_DATE = "updated-before-date", Error / Error, "`updated` before `date`";
    AS_OF_AFTER_UPDATED = "as-of-after-updated", Error / Error, "an information cut-off after the text it belongs to";

    REVIEW_OVERDUE = "review-overdue", Warning / Error, "a brief past the day on which it was to be reviewed";
    ASSUMPTION_OVERDUE = "assumption-overdue", Warning / Error, "an assumption past the day on which it was to be looked at again";

    "Citations":
    CITE_UNRESOLVED = "cite-unresolved", Error / Error, "a citation of a source that the brief does not list";
    CITE_BAD_RANGE = "cite-bad-range", Error / Error, "a range of citations that runs backwards or spans more than 50";
    CITE_CONFLICT = "cite-conflict", Error / Error, "a source line that contradicts the source list";
    CITE_LEGACY = "cite-legacy", Warning / Warning, "a citation in a form of another tool";
    CITE_AS_LINK = "cite-as-link", Info / Warning, "a link that repeats a source";
    SOURCE_UNKNOWN = "source-unknown", Error / Error, "a source key that no registry and no brief defines";
    SOURCE_DUPLICATE = "source-duplicate", Error / Error, "one source twice in a list";
    QUANTITY_UNCITED = "quantity-uncited", Info / Info, "a figure without a citation in its paragraph or list item";
    PROSE_SOURCE_UNLISTED = "prose-source-unlisted", Info / Info, "a publisher that the text names and the source list lacks";

    "Sources":
    SOURCE_UNCITED = "source-uncited", Warning / Error, "a listed source that the text never cites";
    SOURCE_COUNT_MISMATCH = "source-count-mismatch", Warning / Error, "a list that is not as long as declared";
    NO_SOURCES = "no-sources", Warning / Error, "a brief without sources";
    SOURCE_NO_ARCHIVE = "source-no-archive", Info / Warning, "a web source without an archived copy";
    SOURCE_NO_ACCESS_DATE = "source-no-access-date", Info / Warning, "a web source without the date it was read";
    SOURCE_AFTER_CUTOFF = "source-after-cutoff", Warning / Error, "a source younger than the brief's information cut-off";
    SOURCE_GRADED_TWICE = "source-graded-twice", Warning / Error, "a source with two reliability grades";
    SOURCE_CONFLICT = "source-conflict", Warning / Error, "two descriptions of one source that disagree";

    "Judgement":
    CLAIM_UNCITED = "claim-uncited", Warning / Error, "a claim with a confidence and without a citation";
    CONFIDENCE_CEILING = "confidence-ceiling", Warning / Error, "high confidence on a basis that does not bear it";
    SINGLE_PUBLISHER = "single-publisher", Info / Warning, "a brief whose citations all lead to one publisher or origin";
    AI_UNDISCLOSED = "ai-undisclosed", Error / Error, "a model's work without a label and without a person who answers for it";
    CONFIDENCE_BAD_LEVEL = "confidence-bad-level", Error / Error, "a confidence that is not on the scale";
    CONFIDENCE_SWAPPED = "confidence-swapped", Info / Info, "a range of confidence written high to low";
    CONFIDENCE_WIDE = "confidence-wide", Warning / Warning, "a range of confidence wider than one rung";
    LIKELIHOOD_BAND = "likelihood-band", Warning / Error, "a probability outside the band of its term";
    ROLE_OUT_OF_DATE = "role-out-of-date", Warning / Error, "an office beside a name that the registry ends before, or begins after, the information cut-off";
    ESTIMATIVE_MIX = "estimative-mix", Warning / Warning, "a level of confidence and a term of likelihood in one sentence";
    ESTIMATIVE_TWO_ROWS = "estimative-two-rows", Info / Warning, "terms of likelihood from two rows of the scale";
    SCALE_MIXED = "scale-mixed", Warning / Error, "a term of likelihood from another scale than the publication's";
    LIKELIHOOD_CERTAIN = "likelihood-certain", Warning / Warning, "a probability of exactly 0 or 1";
    LIKELIHOOD_GAP = "likelihood-gap", Warning / Warning, "a probability between two terms of the scale";

    "Text and links":
    RAW_HTML = "raw-html", Warning / Warning, "HTML that is shown as text";
    UNSAFE_URL = "unsafe-url", Warning / Error, "an address that may not be linked";
    BROKEN_LINK = "broken-link", Error / Error, "a link to nothing on this site";
    AMBIGUOUS_LINK = "ambiguous-link", Error / Error, "a link between double brackets that names two texts";
    BROKEN_ANCHOR = "broken-anchor", Error / Error, "a link to a place that its page does not have";
    UNKNOWN_COMPONENT = "unknown-component", Error / Error structural, "a block of data for a component that the theme does not have";
    BAD_COMPONENT = "bad-component", Error / Error structural, "data that does not fit the component it is for";
    IMAGE_NO_ALT = "image-no-alt", Warning / Error, "an image without words for those who do not see it";
    BAD_MATH = "bad-math", Warning / Error, "a formula that cannot be read";
    UNKNOWN_LANGUAGE = "unknown-language", Info / Info, "a code block in a language that cannot be highlighted";
    ENTITY_AMBIGUOUS = "entity-ambiguous", Info / Info, "a name in the text that the registry gives to several entities";
    TRANSLATION_NOT_MUTUAL = "translation-not-mutual", Warning / Error, "a translation whose original does not say so";
    GENERATOR_LEAK = "generator-leak", Error / Error, "residue of the tool that drafted the text";
    SUMMARY_TRUNCATED = "summary-truncated", Warning / Error, "a text that stops in mid-sentence";
    DUP_BRIEF = "dup-brief", Warning / Warning, "two briefs with all but the same text";
    VAGUE_ATTRIBUTION = "vague-attribution", Info / Info, "a statement of nobody in particular, without a source";
    RELATIVE_DATE = "relative-date", Info / Info, "a day that depends on when the text is read";
    FUTURE_WORD_PAST_DATE = "future-word-past-date", Warning / Error, "something to come at a date that the brief has behind it";
    REVIEW_CLAIM_MISMATCH = "review-claim-mismatch", Warning / Error, "words that say people checked the text, which its provenance denies";
    DUP_TITLE = "dup-title", Warning / Warning, "a body that repeats the title";
    LONG_PARAGRAPH = "long-paragraph", Info / Info, "a paragraph of more than 200 words";
    SECRET_LIKE = "secret-like", Error / Error, "a key, token or password in a text that is published";
    TLP_NOT_CLEAR = "tlp-not-clear", Error / Error, "a brief marked for a narrower audience in a public build";
}

/// The rule with a name.
pub fn find(name: &str) -> Option<&'static super::Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

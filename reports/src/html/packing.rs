//! What is in the page in a smaller form, and is unfolded when somebody wants to see it.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;

/// Pieces of the page, compressed together and written as text. The page's script undoes it: Base64, deflate without
/// a header, a JSON list of texts.
pub(super) fn pack(pieces: &[&str]) -> String {
    let list = serde_json::json!(pieces).to_string();
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    let packed = packed
        .write_all(list.as_bytes())
        .and_then(|()| packed.finish())
        .expect("memory takes whatever is written to it");
    STANDARD.encode(packed)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::DeflateDecoder;

    use super::*;

    #[test]
    fn what_was_packed_is_found_again_and_is_smaller_where_it_repeats_itself() {
        let pieces = ["<p>“one”</p>", &"<td>200</td>".repeat(1000)];
        let packed = pack(&pieces);
        assert!(packed.len() < 500, "{}", packed.len());
        let bytes = STANDARD.decode(packed).expect("base64");
        let mut list = String::new();
        DeflateDecoder::new(bytes.as_slice())
            .read_to_string(&mut list)
            .expect("deflate");
        let found: Vec<String> = serde_json::from_str(&list).expect("a list");
        assert_eq!(found, pieces);
    }
}

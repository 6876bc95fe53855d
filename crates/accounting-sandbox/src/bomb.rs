//! A small gzip that unpacks to something large.

use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

const BLOCK: usize = 1024 * 1024;
/// Magic, deflate, no flags, no time, no extra flags, unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// The last deflate block, holding nothing.
const END: [u8; 2] = [0x03, 0x00];

/// A gzip of one member that unpacks to at least so many bytes: JSON's white space, so that no parser stops
/// early. One mebibyte is packed once and repeated, which a deflate stream allows after a full flush.
pub(crate) fn gzip_of_spaces(bytes: u64) -> io::Result<Vec<u8>> {
    let spaces = vec![b' '; BLOCK];
    let packed = packed_block(&spaces)?;
    let mut block_crc = Crc::new();
    block_crc.update(&spaces);
    let mut crc = Crc::new();
    let mut bomb = HEADER.to_vec();
    for _ in 0..bytes.div_ceil(BLOCK as u64) {
        bomb.extend_from_slice(&packed);
        crc.combine(&block_crc);
    }
    bomb.extend_from_slice(&END);
    bomb.extend_from_slice(&crc.sum().to_le_bytes());
    bomb.extend_from_slice(&crc.amount().to_le_bytes());
    Ok(bomb)
}

fn packed_block(block: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(block)?;
    // A sync flush ends on a byte; a block of one repeated byte refers to nothing before itself.
    encoder.flush()?;
    Ok(encoder.get_ref().clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn it_is_small_and_unpacks_to_what_it_promises() {
        let bomb = gzip_of_spaces(5 * BLOCK as u64 - 3).unwrap();
        assert!(bomb.len() < 10_000, "{}", bomb.len());
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(bomb.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, vec![b' '; 5 * BLOCK]);
    }
}

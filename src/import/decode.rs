//! Encodings: a byte-order mark, else strict UTF-8, else Windows-1252, because that is the order in which the
//! programs of the trade write them. Everything after this file is UTF-8.

use std::io::{BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::Result;

/// The encoding of a whole text, read once from its beginning to its end.
pub fn encoding_of(mut reader: impl BufRead) -> Result<&'static Encoding> {
    let mut carried: Vec<u8> = Vec::new();
    let mut first = true;
    loop {
        let chunk = reader.fill_buf()?;
        if first {
            first = false;
            if let Some((encoding, _)) = Encoding::for_bom(chunk) {
                return Ok(encoding);
            }
        }
        if chunk.is_empty() {
            return Ok(if carried.is_empty() { UTF_8 } else { WINDOWS_1252 });
        }
        let length = chunk.len();
        carried.extend_from_slice(chunk);
        reader.consume(length);
        let valid = match std::str::from_utf8(&carried) {
            Ok(_) => carried.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Ok(WINDOWS_1252),
        };
        carried.drain(..valid);
    }
}

/// The beginning of a text for looking at; a character cut off at the end is left out.
pub fn beginning(bytes: &[u8]) -> String {
    let encoding = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = encoding.unwrap_or(match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_some() => WINDOWS_1252,
        _ => UTF_8,
    });
    let text = encoding.decode(bytes).0;
    text.trim_end_matches('\u{fffd}').to_string()
}

/// A reader that gives UTF-8, without a byte-order mark.
pub fn decoded<'a>(reader: Box<dyn BufRead + 'a>, encoding: &'static Encoding) -> Box<dyn BufRead + 'a> {
    let mut reader = reader;
    if encoding == UTF_8 {
        skip_mark(&mut reader);
        return reader;
    }
    debug_assert!([UTF_16BE, UTF_16LE, WINDOWS_1252].contains(&encoding));
    let decoding =
        Decoding { reader, decoder: encoding.new_decoder_with_bom_removal(), ready: Vec::new(), at: 0, ended: false };
    Box::new(std::io::BufReader::new(decoding))
}

/// Passes over a UTF-8 byte-order mark. A read error comes back at the next read.
pub fn skip_mark(reader: &mut dyn BufRead) {
    if reader.fill_buf().is_ok_and(|chunk| chunk.starts_with(b"\xef\xbb\xbf")) {
        reader.consume(3);
    }
}

struct Decoding<'a> {
    reader: Box<dyn BufRead + 'a>,
    decoder: Decoder,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Read for Decoding<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            let chunk = self.reader.fill_buf()?;
            self.ended = chunk.is_empty();
            let room = self.decoder.max_utf8_buffer_length(chunk.len()).unwrap_or(chunk.len() * 3 + 16);
            self.ready.resize(room, 0);
            let (_, read, written, _) = self.decoder.decode_to_utf8(chunk, &mut self.ready, self.ended);
            self.reader.consume(read);
            self.ready.truncate(written);
            self.at = 0;
        }
        let count = out.len().min(self.ready.len() - self.at);
        out[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(bytes: &[u8]) -> String {
        let reader = || Box::new(std::io::BufReader::with_capacity(3, bytes));
        let encoding = encoding_of(reader()).unwrap();
        let mut text = String::new();
        decoded(reader(), encoding).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn every_encoding_gives_the_same_text_however_it_is_cut() {
        let utf16: Vec<u8> =
            [0xfe, 0xff].into_iter().chain("Café €9".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let files: [&[u8]; 4] = ["Café €9".as_bytes(), "\u{feff}Café €9".as_bytes(), b"Caf\xe9 \x809", &utf16];
        for bytes in files {
            assert_eq!(through(bytes), "Café €9");
        }
    }

    #[test]
    fn a_character_cut_off_at_the_end_makes_the_file_no_utf8() {
        assert_eq!(through(b"Caf\xc3"), "CafÃ");
    }
}

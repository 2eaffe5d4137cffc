//! A line with something at its right end: figures stand at the edge, whatever stands before them.

use ratatui::text::{Line, Span};

use super::super::super::look::{self, width_of};

/// `left`, then `right` against the right edge of `width` columns; what is too long on the left is cut with `…`.
pub fn spread(left: Vec<Span<'static>>, right: Vec<Span<'static>>, width: u16) -> Line<'static> {
    let taken: u16 = right.iter().map(|piece| width_of(&piece.content)).sum();
    let mut room = width.saturating_sub(taken + u16::from(taken > 0));
    let mut pieces = Vec::new();
    for piece in left {
        let text = look::fit(&piece.content, room);
        room -= width_of(&text).min(room);
        pieces.push(Span::styled(text, piece.style));
    }
    let gap = room + u16::from(taken > 0);
    pieces.push(Span::raw(" ".repeat(usize::from(gap.min(width)))));
    pieces.extend(right);
    Line::from(pieces)
}

/// Text in exactly `width` columns, from the left.
pub fn pad(text: &str, width: u16) -> String {
    let mut text = look::fit(text, width);
    let gap = width.saturating_sub(width_of(&text));
    text.push_str(&" ".repeat(usize::from(gap)));
    text
}

/// Text in exactly `width` columns, at the right.
pub fn flush(text: &str, width: u16) -> String {
    let text = look::fit(text, width);
    let gap = width.saturating_sub(width_of(&text));
    format!("{}{text}", " ".repeat(usize::from(gap)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &Line) -> String {
        line.spans.iter().map(|span| span.content.as_ref()).collect()
    }

    #[test]
    fn the_right_end_keeps_its_place() {
        let line = |left: &str| text(&spread(vec![Span::raw(left.to_string())], vec![Span::raw("1.00")], 12));
        assert_eq!(line("ab"), "ab      1.00");
        assert_eq!(line("abcdefghijkl"), "abcdef… 1.00");
        assert_eq!(text(&spread(vec![Span::raw("ab")], Vec::new(), 4)), "ab  ");
    }

    #[test]
    fn columns_are_filled_from_either_side() {
        assert_eq!((pad("ab", 4), flush("ab", 4), pad("abcdef", 4)), ("ab  ".into(), "  ab".into(), "abc…".into()));
    }
}

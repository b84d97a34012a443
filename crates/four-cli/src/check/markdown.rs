//! The 4D code of a Markdown page: the blocks between fences that are marked `4d` (CommonMark 4.5).

use std::ops::Range;

/// Where the contents of each block stand, as bytes of the page; the fences are not part of them.
pub fn blocks(page: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    // The open fence: its sign, its length, and where its 4D code starts.
    let mut open: Option<(u8, usize, Option<usize>)> = None;
    let mut at = 0;
    for line in page.split_inclusive('\n') {
        let next = at + line.len();
        let (sign, length, rest) = fence(line);
        match open {
            None if length >= 3 && !(sign == b'`' && rest.contains('`')) => {
                let language = rest.split([' ', '\t', ',', '{']).next().unwrap_or("");
                open = Some((sign, length, language.eq_ignore_ascii_case("4d").then_some(next)));
            }
            Some((with, least, start)) if sign == with && length >= least && rest.is_empty() => {
                blocks.extend(start.map(|start| start..at));
                open = None;
            }
            _ => {}
        }
        at = next;
    }
    // A block that is never closed goes to the end of the page.
    if let Some((.., Some(start))) = open {
        blocks.push(start..page.len());
    }
    blocks
}

/// The fence that a line starts with: its sign, its length, and what follows.
fn fence(line: &str) -> (u8, usize, &str) {
    let line = line.trim();
    let sign = line.bytes().next().unwrap_or(0);
    if sign != b'`' && sign != b'~' {
        return (0, 0, "");
    }
    let length = line.bytes().take_while(|byte| *byte == sign).count();
    (sign, length, line[length..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::blocks;

    fn found(page: &str) -> Vec<&str> {
        blocks(page).into_iter().map(|block| &page[block]).collect()
    }

    #[test]
    fn only_blocks_of_4d_are_found() {
        let page =
            "# x\n```4d\n$a:=1\n```\n```js\nlet a\n```\n~~~ 4D title\n```\n$b:=2\n~~~\n````4d\n```\n````\n";
        assert_eq!(found(page), ["$a:=1\n", "```\n$b:=2\n", "```\n"]);
    }

    #[test]
    fn line_ends_indents_and_open_ends() {
        assert_eq!(found("- x\r\n  ```4d\r\n  $a:=1\r\n  ```\r\n"), ["  $a:=1\r\n"]);
        assert_eq!(found("```4d\n$a:=1"), ["$a:=1"]);
        assert_eq!(found("```4d"), [""]);
        assert_eq!(found("```4d `x`\n```4dx\n$a\n```"), [""; 0]);
    }
}

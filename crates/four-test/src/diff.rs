//! A line diff for failure messages: `-` stands before expected lines, `+` before those that came instead.

/// Lines shown of either side at most.
const MOST: usize = 200;

/// Shows where `new` departs from `old`: the lines between their common start and end, and three lines around.
pub fn diff(old: &str, new: &str) -> String {
    let (old, new) = (lines(old), lines(new));
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_part, same_end) = old_rest.split_at(old_rest.len() - end);
    let new_part = &new_rest[..new_rest.len() - end];
    let shown =
        [(' ', &old[start.saturating_sub(3)..start]), ('-', old_part), ('+', new_part), (' ', same_end)];
    let mut text = String::new();
    for (index, (mark, part)) in shown.into_iter().enumerate() {
        for line in part.iter().take(if index == 3 { 3 } else { MOST }) {
            text.extend([mark.to_string().as_str(), line, "\n"]);
        }
    }
    text
}

/// Cuts into lines; a missing last line end is said in words.
fn lines(text: &str) -> Vec<&str> {
    let unended = !text.is_empty() && !text.ends_with('\n');
    text.lines().chain(unended.then_some("(no line end)")).collect()
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn shows_only_what_differs_and_three_lines_around() {
        assert_eq!(diff("1\n2\n3\n4\nold\n5\n", "1\n2\n3\n4\nnew\n5\n"), " 2\n 3\n 4\n-old\n+new\n 5\n");
        assert_eq!(diff("a\nb\nc\n", "a\nc\n"), " a\n-b\n c\n");
        assert_eq!(diff("", "x\n"), "+x\n");
    }

    #[test]
    fn a_missing_line_end_is_seen() {
        assert_eq!(diff("x\n", "x"), " x\n+(no line end)\n");
    }

    #[test]
    fn long_outputs_are_cut() {
        let (old, new) = ("a\n".repeat(100_000), "b\n".repeat(100_000));
        assert!(diff(&old, &new).len() < 10_000);
    }
}

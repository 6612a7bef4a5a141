//! How a number is called out. Pure.

/// The letter of the service and at least three digits: A001.
pub fn shown(prefix: &str, number: i32) -> String {
    format!("{prefix}{number:03}")
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn numbers_have_three_digits_or_more() {
        assert_eq!(shown("A", 1), "A001");
        assert_eq!(shown("B", 999), "B999");
        assert_eq!(shown("C", 1000), "C1000");
    }
}

/// What a tag may be (API-SIG "Tags").
enum ProjectTag {
    static let maximum = 80

    /// 1 to 255 characters, neither `,` nor `/`.
    static func isValid(_ tag: String) -> Bool {
        (1...255).contains(tag.unicodeScalars.count) && !tag.contains(",") && !tag.contains("/") && !tag.contains("\0")
    }
}

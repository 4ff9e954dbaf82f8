/// Something that does not fit, in words, and what would mend it.
struct Finding: Sendable, Hashable {
    let text: String
    /// nil: a person must decide.
    let mending: Mending?

    init(_ text: String, mend mending: Mending? = nil) {
        self.text = text
        self.mending = mending
    }
}

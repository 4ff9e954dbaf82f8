import CloudJSON

extension StringFormat {
    /// Any text that a database can hold.
    static let text = StringFormat("text", pattern: "^[^\\x00]*$") { !$0.utf8.contains(0) }
}

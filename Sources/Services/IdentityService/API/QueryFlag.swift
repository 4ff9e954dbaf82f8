import CloudHTTP

extension Query {
    /// A flag is set when it is named, unless it is said to be off.
    func isSet(_ name: String) -> Bool {
        self[name].map { !["0", "false", "no", "off"].contains($0.lowercased()) } ?? false
    }
}

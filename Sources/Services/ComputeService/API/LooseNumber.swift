import CloudJSON

/// Numbers and booleans that the older APIs also take as texts.
enum LooseNumber {
    static func integer(_ value: JSON) -> Int? { value.integer.map { Int($0) } ?? value.string.flatMap { Int($0) } }

    /// Nil for what is neither.
    static func boolean(_ value: JSON) -> Bool? {
        if let value = value.bool { return value }
        switch (value.string ?? value.integer.map(String.init) ?? "").lowercased() {
        case "true", "1", "on", "yes", "y", "t": return true
        case "false", "0", "off", "no", "n", "f": return false
        default: return nil
        }
    }
}

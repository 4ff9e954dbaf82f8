/// Fills the variables of an endpoint's URL: `%(project_id)s`, `$(project_id)s`.
enum EndpointTemplate {
    /// The names that a URL may hold.
    static let names: Set<String> = ["tenant_id", "project_id", "user_id"]

    /// The filled URL; nil when it wants a value that is not there.
    static func fill(_ url: String, projectID: String?, userID: String?) -> String? {
        parts(url) { name in
            switch name {
            case "tenant_id", "project_id": projectID
            case "user_id": userID
            default: nil
            }
        }
    }

    /// Whether all variables of the URL are known and well formed.
    static func isValid(_ url: String) -> Bool {
        parts(url) { names.contains($0) ? "" : nil } != nil
    }

    private static func parts(_ url: String, _ value: (String) -> String?) -> String? {
        guard url.utf8.contains(UInt8(ascii: "(")) else { return url }
        var out = ""
        var rest = url[...]
        while let mark = rest.firstIndex(where: { $0 == "%" || $0 == "$" }) {
            out += rest[..<mark]
            let after = rest[rest.index(after: mark)...]
            guard after.first == "(" else {
                out.append(rest[mark])
                rest = after
                continue
            }
            guard let end = after.firstIndex(of: ")"), after[after.index(after: end)...].first == "s",
                let filled = value(String(after[after.index(after: after.startIndex)..<end]))
            else { return nil }
            out += filled
            rest = after[after.index(end, offsetBy: 2)...]
        }
        return out + rest
    }
}

package import CloudJSON

/// What an application credential with access rules may do: one method of one service, on the paths of a template
/// (Identity API v3, "Application credentials").
package struct AccessRule: Sendable, Hashable {
    /// As the catalog names it: `compute`.
    package var service: String
    package var method: String
    /// `/v2.1/servers/{server_id}`: `*` and `{name}` stand for one part, `**` for anything.
    package var path: String

    package init(service: String, method: String, path: String) {
        self.service = service
        self.method = method
        self.path = path
    }

    /// Reads a rule as a token's body shows it; what is not said matches nothing.
    package init(_ json: JSON) {
        self.init(
            service: json["service"]?.string ?? "", method: json["method"]?.string ?? "",
            path: json["path"]?.string ?? "")
    }

    /// - Parameter paths: the names under which the path is known, percent-encoded as sent.
    package func allows(_ method: String, _ paths: [String]) -> Bool {
        guard self.method == method else { return false }
        let template = PathTemplate(path)
        return paths.contains { template.matches($0) }
    }
}

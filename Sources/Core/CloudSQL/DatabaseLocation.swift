/// Where a service's database is: a file of its own, or a schema of its own on a server.
package enum DatabaseLocation: Sendable, Equatable {
    case sqlite(path: String)
    /// `connection` is a libpq conninfo string or URL.
    case postgresql(_ connection: String, schema: String)

    /// Reads `sqlite:PATH`, `sqlite://PATH`, a plain path (with a slash in it), or `postgresql://…?schema=NAME`
    /// (by default `public`).
    package init?(url: String) {
        if url.hasPrefix("sqlite:") {
            var path = url.dropFirst("sqlite:".count)
            if path.hasPrefix("//") { path = path.dropFirst(2) }
            guard !path.isEmpty else { return nil }
            self = .sqlite(path: String(path))
        } else if url.hasPrefix("postgresql://") || url.hasPrefix("postgres://") {
            self = Self.server(url)
        } else if !url.contains(":"), url.contains("/"), !url.hasSuffix("/") {
            self = .sqlite(path: url)
        } else {
            return nil
        }
    }

    /// Takes `schema` out of the query of a PostgreSQL URL: libpq does not know it.
    private static func server(_ url: String) -> DatabaseLocation {
        guard let mark = url.firstIndex(of: "?") else { return .postgresql(url, schema: "public") }
        var schema = "public"
        let rest = url[url.index(after: mark)...].split(separator: "&").filter { part in
            guard part.hasPrefix("schema=") else { return true }
            schema = String(part.dropFirst("schema=".count))
            return false
        }
        let query = rest.joined(separator: "&")
        return .postgresql(url[..<mark] + (query.isEmpty ? "" : "?" + query), schema: schema)
    }
}

import CloudJSON

/// What a client said of a resource, checked and converted; on creation with the defaults of what it did not say.
struct Values: Sendable {
    /// Names that the client gave itself.
    var given: Set<String>
    var all: [String: JSON]

    subscript(_ name: String) -> JSON? { all[name] }

    func string(_ name: String) -> String? { all[name]?.string }
    func bool(_ name: String) -> Bool? { all[name]?.bool }
    func int(_ name: String) -> Int? { all[name]?.integer.map { Int($0) } }
    func strings(_ name: String) -> [String]? { all[name]?.strings }

    /// nil: not said; `.some(nil)`: null was said.
    func nullable(_ name: String) -> String?? { all[name].map(\.string) }

    func routes(_ name: String) -> [StaticRoute]? {
        all[name]?.array?.map {
            StaticRoute(destination: $0["destination"]?.string ?? "", nexthop: $0["nexthop"]?.string ?? "")
        }
    }
}

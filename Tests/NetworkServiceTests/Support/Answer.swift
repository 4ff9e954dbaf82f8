import CloudJSON
import HTTPTypes

/// What a request came to.
struct Answer: Sendable {
    var status: Int
    var body: JSON

    /// The fault's type and words.
    var type: String? { body["NeutronError"]?["type"]?.string }
    var message: String { body["NeutronError"]?["message"]?.string ?? "" }

    subscript(_ name: String) -> JSON { body[name] ?? .null }
}

extension JSON {
    var id: String { self["id"]?.string ?? "" }
    func text(_ name: String) -> String { self[name]?.string ?? "" }
    /// A port's addresses.
    var addresses: [String] { (self["fixed_ips"]?.array ?? []).map { $0.text("ip_address") } }
}

import FoundationEssentials

/// A link as `ip -d -j addr show` tells of it.
struct ObservedLink: Decodable, Sendable {
    struct Details: Decodable, Sendable {
        var kind: String?
        var tunnel: Tunnel?

        enum CodingKeys: String, CodingKey {
            case kind = "info_kind"
            case tunnel = "info_data"
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            kind = try values.decodeIfPresent(String.self, forKey: .kind)
            tunnel = kind == "vxlan" ? try? values.decodeIfPresent(Tunnel.self, forKey: .tunnel) : nil
        }
    }

    struct Tunnel: Decodable, Sendable {
        var id: Int?
        var local: String?
        var local6: String?
        var port: Int?
    }

    struct Address: Decodable, Sendable {
        var local: String?
        var prefixlen: Int?
        var scope: String?
    }

    /// The alias of an interface that the host lent us.
    static let lent = "apus-lent"

    var ifname: String?
    var ifalias: String?
    var mtu: Int?
    var flags: [String]?
    var master: String?
    var address: String?
    var linkinfo: Details?
    var addresses: [Address]?

    enum CodingKeys: String, CodingKey {
        case ifname, ifalias, mtu, flags, master, address, linkinfo
        case addresses = "addr_info"
    }

    var isUp: Bool { flags?.contains("UP") == true }

    /// Without those that the kernel gave it itself.
    var prefixes: Set<IPPrefix> {
        Set(
            (addresses ?? []).compactMap { address in
                guard let local = address.local.flatMap({ IPAddress($0) }), let length = address.prefixlen,
                    !(local.isV6 && address.scope == "link")
                else { return nil }
                return IPPrefix(local, length)
            })
    }
}

import AgentProtocols

/// What a guest may learn of itself in Amazon's format: a tree of names, with texts at its leaves.
struct EC2Metadata: Sendable {
    /// A text, or names with more below them.
    indirect enum Node: Sendable {
        case text(String)
        case tree([String: Node])
        /// Keys are listed by number and name, and found by the number.
        case keys([(name: String, key: String)])

        /// What stands at `path`; nil when nothing does.
        func find(_ path: ArraySlice<String>) -> Node? {
            guard let first = path.first else { return self }
            switch self {
            case .text: return nil
            case .tree(let members): return members[first]?.find(path.dropFirst())
            case .keys(let keys):
                guard let index = Int(first), keys.indices.contains(index) else { return nil }
                return Node.tree(["openssh-key": .text(keys[index].key)]).find(path.dropFirst())
            }
        }

        /// The text that a guest gets: a leaf's own, or one name in a line, those with more below them with a slash.
        var listing: String {
            switch self {
            case .text(let text): return text
            case .keys(let keys): return keys.enumerated().map { "\($0)=\($1.name)" }.joined(separator: "\n")
            case .tree(let members):
                return members.sorted { $0.key < $1.key }.map { name, node in
                    if case .text = node { name } else { name + "/" }
                }.joined(separator: "\n")
            }
        }
    }

    /// Versions by their dates; all answer alike.
    static let versions = [
        "1.0", "2007-01-19", "2007-03-01", "2007-08-29", "2007-10-10", "2007-12-15", "2008-02-01", "2008-09-01",
        "2009-04-04", "latest",
    ]

    /// Below `/latest/meta-data`.
    let root: Node

    init(_ server: Server, publicKey: String?) {
        let addresses = server.network.ports.flatMap(\.addresses).filter { !$0.address.contains(":") }
        var members: [String: Node] = [
            "ami-id": .text(Self.imageID(server.imageID)), "ami-launch-index": .text("\(server.launchIndex)"),
            "hostname": .text(server.hostname), "instance-action": .text("none"),
            "instance-id": .text(Self.id("i", server.number)), "instance-type": .text(server.flavor.name),
            "local-hostname": .text(server.hostname), "local-ipv4": .text(addresses.first?.address ?? ""),
            "public-hostname": .text(server.hostname), "public-ipv4": .text(addresses.flatMap(\.floating).first ?? ""),
            "reservation-id": .text(server.reservationID),
            "security-groups": .text(server.securityGroups.items.joined(separator: "\n")),
            "placement": .tree(["availability-zone": .text(server.availabilityZone ?? "")]),
            "block-device-mapping": .tree(["ami": .text("vda"), "root": .text("/dev/vda")]),
        ]
        if let publicKey { members["public-keys"] = .keys([(server.keyName ?? "", publicKey)]) }
        root = .tree(members)
    }

    /// Amazon's way to name things: a letter and eight digits.
    private static func id(_ letter: String, _ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "\(letter)-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    private static func imageID(_ uuid: String?) -> String {
        "ami-" + (uuid.map { String($0.prefix(8)) } ?? "00000000")
    }
}

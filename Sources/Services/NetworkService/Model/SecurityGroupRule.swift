import CloudCore

/// What a security group lets pass.
struct SecurityGroupRule: Sendable, Codable, Hashable {
    var id: String
    var projectID: String
    var securityGroupID: String
    var direction: String
    var ethertype: String
    /// As the client said it: a name or a number.
    var protocolName: String?
    var portRangeMin: Int?
    var portRangeMax: Int?
    var remoteGroupID: String?
    var remoteIPPrefix: String?
    var description = ""
    var tags: [String] = []
    var generation: Int64 = 1
    var createdAt: Timestamp
    var updatedAt: Timestamp

    /// The remote prefix without host bits.
    var normalizedCIDR: String? { remoteIPPrefix.flatMap { IPNetwork($0)?.canonical.text } }
    /// IP protocol number; ICMP of an IPv6 rule is 58.
    var protocolNumber: Int? {
        guard let number = protocolName.flatMap(TransportProtocol.number) else { return nil }
        return ethertype == "IPv6" && number == 1 ? 58 : number
    }

    /// Whether both let the same pass.
    func sameAs(_ other: SecurityGroupRule) -> Bool {
        securityGroupID == other.securityGroupID && direction == other.direction && ethertype == other.ethertype
            && protocolNumber == other.protocolNumber && portRangeMin == other.portRangeMin
            && portRangeMax == other.portRangeMax && remoteGroupID == other.remoteGroupID
            && normalizedCIDR == other.normalizedCIDR
    }
}

/// The addresses of a security group's members: fixed addresses and allowed pairs, as prefixes.
package struct HostAddressGroup: Sendable, Codable, Hashable {
    package var id: String
    package var members: [String]

    package init(id: String, members: [String]) {
        self.id = id
        self.members = members
    }
}

/// The addresses of a security group's members, which rules name as their remote.
package struct AddressGroup: Sendable, Codable, Hashable {
    package var id: String
    package var members: Set<IPPrefix>

    package init(id: String, members: Set<IPPrefix>) {
        self.id = id
        self.members = members
    }
}

/// An external address that stands for one fixed address behind the router.
package struct FloatingIP: Sendable, Codable, Hashable {
    package var address: IPAddress
    package var fixed: IPAddress

    package init(address: IPAddress, fixed: IPAddress) {
        self.address = address
        self.fixed = fixed
    }
}

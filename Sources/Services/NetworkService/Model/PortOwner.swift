/// The device owners that the network service itself sets.
enum PortOwner {
    static let routerInterface = "network:router_interface"
    static let routerGateway = "network:router_gateway"
    static let floatingIP = "network:floatingip"
    static let dhcp = "network:dhcp"

    /// Owners whose ports cannot be deleted by themselves.
    static let router: Set = [routerInterface, routerGateway]
    static let protected: Set = [routerInterface, routerGateway, floatingIP]
}

/// A link that should be in a namespace.
struct LinkPlan: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case bridge
        /// A guest's device: a tap, or whatever already bears the name.
        case tap
        /// This end of a cable; the other one, of the same name, is in that namespace.
        case cable(to: String)
        /// The other end of a cable; comes with it.
        case cableEnd
        case vxlan(VXLANTunnel)
        /// An interface of the host, moved here.
        case taken
    }

    var name: String
    var kind: Kind
    var mac: String?
    var mtu: Int
    var master: String?
    var addresses: Set<IPPrefix> = []
}

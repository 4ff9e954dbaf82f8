/// A network card of a guest, on a tap device that somebody else made and plugged.
package struct GuestInterface: Sendable, Codable, Equatable {
    /// The tap's name; it must be there, persistent, in the driver's network namespace.
    package var tap: String
    package var mac: String
    package var model: String
    package var mtu: Int?
    /// More than one needs a tap with several queues.
    package var queues: Int
    /// Off where half-made checksums would be dropped (Open vSwitch in user space).
    package var hasOffloads: Bool
    package var bootIndex: Int?

    package init(
        tap: String, mac: String, model: String = "virtio", mtu: Int? = nil, queues: Int = 1, hasOffloads: Bool = true,
        bootIndex: Int? = nil
    ) {
        self.tap = tap
        self.mac = mac
        self.model = model
        self.mtu = mtu
        self.queues = queues
        self.hasOffloads = hasOffloads
        self.bootIndex = bootIndex
    }
}

/// A message on its way inside the process.
struct Parcel: Sendable {
    let name: String
    let message: any Message
    let delivery: Delivery
    /// Set for a call: where the reply goes.
    let reply: Waiter<any Sendable>?

    /// Whether anybody still wants it: a call whose caller has gone is not worth running.
    var isWanted: Bool { !(reply?.isResolved ?? false) }
}

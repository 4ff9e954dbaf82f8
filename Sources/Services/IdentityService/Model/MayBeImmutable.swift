/// A resource that has the option `immutable`.
protocol MayBeImmutable {
    var id: String { get }
    /// Whether only its immutability may be changed.
    var isImmutable: Bool { get }
}

extension Project: MayBeImmutable {}
extension Role: MayBeImmutable {}

import CloudCore
import CloudJSON

/// The resource option `immutable`: what has it can neither be changed nor deleted until the option is taken away.
enum Immutability {
    /// - Parameter more: whether anything but the options is to be changed.
    static func check(
        _ resource: some MayBeImmutable, _ kind: String, changing options: [String: JSON]?, else more: Bool
    ) throws {
        guard resource.isImmutable else { return }
        let released = options?["immutable"] == .bool(false) || options?["immutable"] == .null
        guard !more, released || options == nil else {
            throw Fault.forbidden(
                "Unable to update immutable \(kind) resource: `\(resource.id)`. "
                    + "Set resource option \"immutable\" to false first.")
        }
    }

    static func check(_ resource: some MayBeImmutable, deleting kind: String) throws {
        guard resource.isImmutable else { return }
        throw Fault.forbidden(
            "Unable to delete immutable \(kind) resource: `\(resource.id)`. "
                + "Set resource option \"immutable\" to false first."
        )
    }

    /// Options after an update: null takes one away.
    static func merged(_ old: [String: JSON], _ new: [String: JSON]?) -> [String: JSON] {
        guard let new else { return old }
        return old.merging(new) { $1 }.filter { !$0.value.isNull }
    }
}

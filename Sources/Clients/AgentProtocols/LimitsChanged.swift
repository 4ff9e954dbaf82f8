package import CloudMessaging

/// Unified limits changed: whoever remembers some forgets them.
///
/// Fanned out by identity on `topic`; a lost one costs the time that limits are remembered at most.
package struct LimitsChanged: Message, Hashable {
    package static let name = "identity.limits_changed"
    package static let topic: Topic = "identity.limits"

    package init() {}
}

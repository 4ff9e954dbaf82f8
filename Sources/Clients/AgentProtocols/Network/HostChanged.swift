import CloudMessaging

/// Wakes a host's network agent: something that should be on its host is not as it was. It asks with `GetHostState`.
package struct HostChanged: Message {
    package static let name = "network.host_changed"
    package var host: String

    package init(host: String) { self.host = host }
}

package import CloudMessaging

extension Topic {
    /// The network service's conductor: answers `GetHostState`, `GetPortState` and takes the agents' reports.
    package static let networkConductor: Topic = "network.conductor"

    /// The network agent of one host: takes `HostChanged` and `PortChanged`.
    package static func networkAgent(_ host: String) -> Topic { Topic("network.agent", host: host) }
}

package import CloudMessaging

/// Where compute's messages go.
package enum ComputeTopics {
    /// Questions and reports of the agents; any conductor takes them.
    package static let conductor: Topic = "compute.conductor"

    /// The compute agent of one host.
    package static func agent(_ host: String) -> Topic { Topic("compute.agent", host: host) }
}

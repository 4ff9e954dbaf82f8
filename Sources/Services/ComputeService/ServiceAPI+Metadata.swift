import CloudHTTP
import CloudSQL

extension ServiceAPI {
    /// The metadata service, mounted at `/metadata`; open, since its requests are signed.
    static func metadata(_ database: Database, secret: String, zone: String) -> ServiceAPI {
        let actions = MetadataActions(database: database, secret: secret, defaultZone: zone)
        return ServiceAPI(
            name: "metadata", mount: "/metadata", routes: MetadataAPI(actions: actions).routes,
            faults: MetadataFaults(),
            tokens: nil)
    }
}

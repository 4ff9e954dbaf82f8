import CloudCore
import CloudHTTP
import HTTPTypes

/// `/v3/OS-SIMPLE-CERT` (Identity API v3, extension "OS-SIMPLE-CERT"): gone with the tokens that it served.
struct SimpleCertificatesAPI: Sendable {
    var routes: [Route] {
        ["ca", "certificates"].map { name in
            Route.get("/v3/OS-SIMPLE-CERT/\(name)", "-") { _ in
                throw Fault(410, "This API is no longer available due to the removal of support for PKI tokens.")
            }.open()
        }
    }
}

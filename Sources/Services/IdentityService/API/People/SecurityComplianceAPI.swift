import CloudCore
import CloudHTTP
import CloudJSON

/// `/v3/domains/{domain_id}/config/security_compliance` (Identity API v3, "Domain configuration"): what everybody may
/// know of the rules for passwords.
struct SecurityComplianceAPI: Sendable {
    let actions: SecurityComplianceActions

    static let group = "security_compliance"

    var routes: [Route] {
        let path = "/v3/domains/{domain_id}/config/\(Self.group)"
        let rule = "identity:get_security_compliance_domain_config"
        return [.get(path, rule, all), .get(path + "/{option}", rule, one)]
    }

    func all(_ request: APIRequest) async throws -> Response {
        let options = try actions.options(of: request.parameter("domain_id"), request.caller)
        return .keystone("config") { writer in
            writer.object { writer in writer.field(Self.group, options) }
        }
    }

    func one(_ request: APIRequest) async throws -> Response {
        let option = request.parameter("option")
        let options = try actions.options(of: request.parameter("domain_id"), only: option, request.caller)
        return .keystone("config") { writer in writer.object { $0.field(option, options[option] ?? .null) } }
    }
}

import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/ec2tokens` and `/v3/s3tokens` (Identity API v3 extensions, "OS-EC2"; Swift's `s3token`).
struct EC2TokensAPI: Sendable {
    let actions: EC2TokenActions

    /// The body is read by hand: clients name the same things in three ways.
    private static let body = Schema.object([:], others: .any)

    var routes: [Route] {
        [
            .post("/v3/ec2tokens", "identity:ec2tokens_validate", body: Self.body) { request in
                let (text, checked) = try await actions.issue(
                    Self.ec2(Self.credentials(request.body)), rule: "identity:ec2tokens_validate", request.caller)
                return Response.keystone("token") { TokenBody.write(checked, withCatalog: true, &$0) }
                    .with(.subjectToken, text)
            },
            .post("/v3/s3tokens", "identity:s3tokens_validate", body: Self.body) { request in
                let (_, checked) = try await actions.issue(
                    Self.s3(Self.credentials(request.body)), rule: "identity:s3tokens_validate", request.caller)
                return .keystone("token") { TokenBody.write(checked, withCatalog: true, &$0) }
            },
        ]
    }

    private static func credentials(_ body: JSON) throws -> JSON {
        guard body.object?.isEmpty == false else { throw Fault.badRequest("request must include a request body") }
        let found = ["credentials", "credential", "ec2Credentials"].compactMap { body[$0] }
            .first { $0.object?.isEmpty == false }
        guard let found, found["access"]?.string != nil else {
            throw Fault.unauthorized(cause: "EC2 signature not supplied")
        }
        return found
    }

    static func ec2(_ credentials: JSON) throws -> EC2Proof {
        guard let signature = credentials["signature"]?.string, !signature.isEmpty else {
            throw Fault.unauthorized(cause: "EC2 signature not supplied")
        }
        let headers = texts(credentials["headers"]).map { ($0.key.lowercased(), $0.value.trimmed) }
        return EC2Proof(
            access: credentials["access"]?.string ?? "", signature: signature,
            verb: credentials["verb"]?.string ?? "", host: credentials["host"]?.string ?? "",
            path: credentials["path"]?.string ?? "", parameters: texts(credentials["params"]),
            headers: Dictionary(headers, uniquingKeysWith: { $1 }),
            bodyHash: credentials["body_hash"]?.string ?? "")
    }

    static func s3(_ credentials: JSON) throws -> S3Proof {
        guard let signature = credentials["signature"]?.string,
            let signed = credentials["token"]?.string.flatMap(Base64.bytes)
        else { throw Fault.unauthorized(cause: "EC2 signature not supplied") }
        return S3Proof(access: credentials["access"]?.string ?? "", signature: signature, stringToSign: signed)
    }

    /// Members as texts: numbers as they are written.
    private static func texts(_ value: JSON?) -> [String: String] {
        (value?.object ?? [:]).compactMapValues { value in
            switch value {
            case .string(let text): text
            case .integer(let number): String(number)
            default: nil
            }
        }
    }
}

import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// The answer to a sign-in that has to go on: 401, the receipt in a header, and what is missing (Identity API v3,
/// "Multi-Factor Authentication").
enum ReceiptAnswer {
    static let header = HTTPField.Name.named("Openstack-Auth-Receipt")

    static func response(_ missing: FactorsMissing) -> Response {
        Response.json(.unauthorized) { writer in
            writer.object { writer in
                writer.field("receipt") { receipt(missing, &$0) }
                writer.field("required_auth_methods", missing.required)
            }
        }.with(header, missing.text)
    }

    private static func receipt(_ missing: FactorsMissing, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("methods", missing.receipt.methods.names)
            writer.field("user") { writer in
                writer.object { writer in
                    writer.field("id", missing.user.id)
                    writer.field("name", missing.user.name)
                    writer.field("domain") { writer in
                        writer.object { writer in
                            writer.field("id", missing.user.domainID)
                            writer.field("name", missing.domain?.name)
                        }
                    }
                }
            }
            writer.field("expires_at", missing.receipt.expiresAt.text(.microseconds))
            writer.field("issued_at", missing.receipt.issuedAt.text(.microseconds))
        }
    }
}

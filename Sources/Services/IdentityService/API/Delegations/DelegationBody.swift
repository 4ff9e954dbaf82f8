import CloudJSON

/// What a token's body says of the credential, trust or access token that it hangs on.
enum DelegationBody {
    static func write(_ token: ValidToken, _ writer: inout JSONWriter) {
        switch token.delegation {
        case nil: break
        case .applicationCredential(let credential):
            writer.field("application_credential") { writer in
                writer.object { writer in
                    writer.field("id", credential.id)
                    writer.field("name", credential.name)
                    writer.field("restricted", !credential.unrestricted)
                    if !credential.accessRules.isEmpty { writer.field("access_rules", credential.accessRules) }
                }
            }
        case .trust(let trust):
            writer.field("OS-TRUST:trust") { writer in
                writer.object { writer in
                    writer.field("id", trust.id)
                    writer.field("impersonation", trust.impersonation)
                    writer.field("trustor_user") { writer in writer.object { $0.field("id", trust.trustorUserID) } }
                    writer.field("trustee_user") { writer in writer.object { $0.field("id", trust.trusteeUserID) } }
                }
            }
        case .accessToken(let access):
            writer.field("OS-OAUTH1") { writer in
                writer.object { writer in
                    writer.field("access_token_id", access.id)
                    writer.field("consumer_id", access.consumerID)
                }
            }
        }
        if let thumbprint = token.payload.thumbprint {
            writer.field("oauth2_credential") { writer in writer.object { $0.field("x5t#S256", thumbprint) } }
        }
    }
}

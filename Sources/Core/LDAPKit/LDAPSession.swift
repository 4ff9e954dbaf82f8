import CLDAP
import Glibc

/// One connection to a directory server. Its calls block: one thread of the kit's own has it at a time.
final class LDAPSession {
    private let handle: OpaquePointer
    private let settings: LDAPSettings
    private let opened = ContinuousClock.now

    /// Connects at the first question; TLS at once when it is asked for.
    init(_ settings: LDAPSettings) throws {
        var made: OpaquePointer?
        let code = ldap_initialize(&made, settings.urls)
        guard code == LDAP_SUCCESS, let made else {
            throw LDAPError(.unreachable, code: code, "the address cannot be used: \(Self.words(code))")
        }
        handle = made
        self.settings = settings
        try prepare()
    }

    deinit { ldap_unbind_ext_s(handle, nil, nil) }

    var isOld: Bool { ContinuousClock.now - opened > settings.connectionLifetime }

    private func prepare() throws {
        try set(LDAP_OPT_PROTOCOL_VERSION, 3)
        try set(LDAP_OPT_NETWORK_TIMEOUT, settings.connectTimeout)
        try set(LDAP_OPT_TIMEOUT, settings.answerTimeout)
        if settings.followsReferrals {
            try set(LDAP_OPT_REFERRALS, 1)
            try set(LDAP_OPT_REFHOPLIMIT, 3)
        } else {
            try check(ldap_set_option(handle, LDAP_OPT_REFERRALS, nil), "be kept from following referrals")
        }
        if let aliases = settings.aliases { try set(LDAP_OPT_DEREF, aliases.rawValue) }
        let check: Int32 =
            switch settings.certificateCheck {
            case .demand: LDAP_OPT_X_TLS_DEMAND
            case .allow: LDAP_OPT_X_TLS_ALLOW
            case .never: LDAP_OPT_X_TLS_NEVER
            }
        try set(LDAP_OPT_X_TLS_REQUIRE_CERT, check)
        if let file = settings.authorityFile { try set(LDAP_OPT_X_TLS_CACERTFILE, file) }
        if let folder = settings.authorityFolder { try set(LDAP_OPT_X_TLS_CACERTDIR, folder) }
        try set(LDAP_OPT_X_TLS_NEWCTX, 0)
        if settings.startsTLS { try self.check(ldap_start_tls_s(handle, nil, nil), "start TLS") }
    }

    /// Proves who asks. An empty password would be taken for no name at all (RFC 4513, 5.1.2) and is refused.
    func bind(_ name: String, _ password: String) throws {
        guard !name.isEmpty else { return }
        guard !password.isEmpty, !password.utf8.contains(0), !name.utf8.contains(0) else {
            throw LDAPError(.invalidCredentials, code: LDAP_INVALID_CREDENTIALS, "a password is needed")
        }
        var bytes = password.utf8.map { CChar(bitPattern: $0) }
        let code = bytes.withUnsafeMutableBufferPointer { buffer in
            var secret = berval(bv_len: UInt(buffer.count), bv_val: buffer.baseAddress)
            return ldap_sasl_bind_s(handle, name, nil, &secret, nil, nil, nil)
        }
        try check(code, "bind")
    }

    /// All entries found, page by page.
    func search(_ search: LDAPSearch) throws -> [LDAPEntry] {
        var entries: [LDAPEntry] = []
        var cookie: [CChar] = []
        repeat {
            let room = search.limit.map { $0 - entries.count }
            cookie = try page(search, room, cookie, &entries)
        } while !cookie.isEmpty && search.limit.map { entries.count < $0 } ?? true
        return search.limit.map { Array(entries.prefix($0)) } ?? entries
    }

    /// One page (RFC 2696); the cookie for the next, empty at the end.
    private func page(
        _ search: LDAPSearch, _ room: Int?, _ cookie: [CChar], _ entries: inout [LDAPEntry]
    ) throws -> [CChar] {
        var control: UnsafeMutablePointer<LDAPControl>?
        if settings.pageSize > 0, search.scope != .entry { control = try pageControl(cookie) }
        defer { ldap_control_free(control) }
        var controls: [UnsafeMutablePointer<LDAPControl>?] = control == nil ? [nil] : [control, nil]
        var names = search.attributes.map { strdup($0.name) } + [nil]
        defer { for name in names { free(name) } }
        var patience = Self.timeval(settings.answerTimeout)
        var answer: OpaquePointer?
        defer { ldap_msgfree(answer) }
        // A server that pages takes a limit for that of the whole: the limit is kept here.
        let limit = control == nil ? Int32(clamping: room ?? 0) : 0
        let code = ldap_search_ext_s(
            handle, search.base, search.scope.rawValue, search.filter.text, &names, 0, &controls, nil, &patience,
            limit, &answer)
        let isCut = code == LDAP_SIZELIMIT_EXCEEDED && room != nil
        if !isCut { try check(code, "search \(search.base)") }
        var next = ldap_first_entry(handle, answer)
        while let entry = next {
            entries.append(read(entry))
            next = ldap_next_entry(handle, entry)
        }
        return control == nil || isCut ? [] : nextCookie(answer)
    }

    private func pageControl(_ cookie: [CChar]) throws -> UnsafeMutablePointer<LDAPControl>? {
        var control: UnsafeMutablePointer<LDAPControl>?
        var cookie = cookie
        let count = cookie.count
        let code = cookie.withUnsafeMutableBufferPointer { buffer in
            var value = berval(bv_len: UInt(count), bv_val: buffer.baseAddress)
            let size = ber_int_t(clamping: settings.pageSize)
            return withUnsafeMutablePointer(to: &value) { value in
                ldap_create_page_control(handle, size, count == 0 ? nil : value, 0, &control)
            }
        }
        try check(code, "ask for pages")
        return control
    }

    /// Empty as well when the server knows no pages: then it gave all.
    private func nextCookie(_ answer: OpaquePointer?) -> [CChar] {
        var controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?
        var status: Int32 = 0
        guard ldap_parse_result(handle, answer, &status, nil, nil, nil, &controls, 0) == LDAP_SUCCESS else { return [] }
        defer { ldap_controls_free(controls) }
        guard let found = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nil) else { return [] }
        var count: ber_int_t = 0
        var cookie = berval()
        guard ldap_parse_pageresponse_control(handle, found, &count, &cookie) == LDAP_SUCCESS else { return [] }
        defer { ber_memfree(cookie.bv_val) }
        return Array(UnsafeBufferPointer(start: cookie.bv_val, count: Int(cookie.bv_len)))
    }

    private func read(_ entry: OpaquePointer) -> LDAPEntry {
        let name = ldap_get_dn(handle, entry)
        defer { ldap_memfree(name) }
        var values: [String: [[UInt8]]] = [:]
        var position: OpaquePointer?
        var next = ldap_first_attribute(handle, entry, &position)
        while let attribute = next {
            let found = ldap_get_values_len(handle, entry, attribute)
            var list: [[UInt8]] = []
            var index = 0
            while let value = found?[index] {
                let bytes = UnsafeRawBufferPointer(start: value.pointee.bv_val, count: Int(value.pointee.bv_len))
                list.append(Array(bytes))
                index += 1
            }
            ldap_value_free_len(found)
            values[String(cString: attribute).lowercased()] = list
            ldap_memfree(attribute)
            next = ldap_next_attribute(handle, entry, position)
        }
        if position != nil { ber_free(position, 0) }
        return LDAPEntry(name: name.map { String(cString: $0) } ?? "", values: values)
    }

    // MARK: Options and errors

    private func set(_ option: Int32, _ value: Int32) throws {
        var value = value
        try check(ldap_set_option(handle, option, &value), "take option \(option)")
    }

    private func set(_ option: Int32, _ value: String) throws {
        try check(ldap_set_option(handle, option, value), "take option \(option)")
    }

    private func set(_ option: Int32, _ value: Duration) throws {
        var value = Self.timeval(value)
        try check(ldap_set_option(handle, option, &value), "take option \(option)")
    }

    private static func timeval(_ duration: Duration) -> Glibc.timeval {
        let parts = duration.components
        return Glibc.timeval(
            tv_sec: Int(clamping: parts.seconds), tv_usec: Int(parts.attoseconds / 1_000_000_000_000))
    }

    private func check(_ code: Int32, _ what: String) throws {
        guard code != LDAP_SUCCESS else { return }
        let reason: LDAPError.Reason =
            switch code {
            case LDAP_SERVER_DOWN, LDAP_TIMEOUT, LDAP_CONNECT_ERROR, LDAP_BUSY, LDAP_UNAVAILABLE,
                LDAP_TIMELIMIT_EXCEEDED:
                .unreachable
            case LDAP_INVALID_CREDENTIALS: .invalidCredentials
            case LDAP_NO_SUCH_OBJECT: .noSuchObject
            case LDAP_SIZELIMIT_EXCEEDED: .tooMany
            default: .other
            }
        throw LDAPError(reason, code: code, "the directory did not \(what): \(Self.words(code))\(diagnostic)")
    }

    private var diagnostic: String {
        var text: UnsafeMutablePointer<CChar>?
        guard ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text) == LDAP_SUCCESS, let text else { return "" }
        defer { ldap_memfree(text) }
        let words = String(cString: text)
        return words.isEmpty ? "" : " (\(words))"
    }

    private static func words(_ code: Int32) -> String {
        ldap_err2string(code).map { String(cString: $0) } ?? "error \(code)"
    }
}

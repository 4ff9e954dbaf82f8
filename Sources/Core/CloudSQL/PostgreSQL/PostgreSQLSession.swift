import CPostgreSQL

/// A connection to PostgreSQL, in a schema of its own.
final class PostgreSQLSession: Session {
    private let handle: OpaquePointer
    private let schema: String
    private var statements = StatementCache<PostgreSQLStatement>(capacity: 300)
    private var prepared = 0
    /// `BEGIN`, not sent yet: it goes with the first statement.
    private var pendingBegin: String?
    let shapes = RecordShapes()

    var isBroken: Bool { PQstatus(handle) == CONNECTION_BAD }

    /// Throws `connectionLost` when the server cannot be reached now, another error when it refuses.
    init(_ conninfo: String, schema: String) throws {
        // A later one wins, so the connection's own settings go before these.
        let settings: KeyValuePairs = [
            "connect_timeout": "5", "application_name": "apus", "tcp_user_timeout": "15000", "keepalives_idle": "15",
            "keepalives_interval": "5", "keepalives_count": "3", "dbname": conninfo, "client_encoding": "UTF8",
        ]
        let connection = Self.withCStrings(settings.map(\.key)) { keys in
            Self.withCStrings(settings.map(\.value)) { values in PQconnectdbParams(keys, values, 1) }
        }
        guard let connection, PQstatus(connection) == CONNECTION_OK else {
            let error = PostgreSQLErrors.opening(connection, conninfo)
            PQfinish(connection)
            throw error
        }
        handle = connection
        self.schema = schema
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try command(
            """
            SET search_path TO \(RecordShape.quoted(schema)); SET bytea_output TO hex; SET extra_float_digits TO 3;
            SET standard_conforming_strings TO on; SET lock_timeout TO '60s'
            """)
    }

    deinit { PQfinish(handle) }

    func begin(_ mode: TransactionMode) throws {
        switch mode {
        case .read: pendingBegin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        // Every write locks one table, weakly, so that who must be alone can be. The lock takes no snapshot: what the
        // transaction sees begins after it. A process that stands still amid a write does not keep the others waiting.
        case .write(let alone):
            pendingBegin = """
                BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL idle_in_transaction_session_timeout TO '15s';
                LOCK TABLE leases IN \(alone ? "EXCLUSIVE" : "ROW SHARE") MODE
                """
        }
    }

    func commit() throws {
        if pendingBegin != nil {
            pendingBegin = nil
        } else {
            try command("COMMIT")
        }
    }

    func rollback() {
        pendingBegin = nil
        if PQtransactionStatus(handle) != PQTRANS_IDLE { try? command("ROLLBACK") }
    }

    func run(_ sql: String, _ parameters: [SQLValue], _ row: (KeyLookup, [SQLValue]) throws -> Void) throws -> Int {
        let bound = try PostgreSQLParameters(parameters)
        if let begin = pendingBegin {
            pendingBegin = nil
            try command(begin)
        }
        let statement = try self.statement(sql)
        let result = bound.withPointers { values, lengths, formats in
            PQexecPrepared(handle, statement.name, bound.count, values, lengths, formats, 0)
        }
        defer { PQclear(result) }
        try check(result, sql)
        guard let result else { return 0 }
        if PQresultStatus(result) == PGRES_TUPLES_OK { try statement.rows(result, row) }
        return PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    func columns(of table: String) throws -> [TableColumn] {
        var columns: [TableColumn] = []
        let sql = """
            SELECT a.attname::text, a.atttypid::bigint, CASE WHEN a.attnotnull THEN 1 ELSE 0 END FROM pg_attribute a
            WHERE a.attrelid = to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1))
            AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """
        _ = try run(sql, [.text(table)]) { _, values in
            columns.append(
                TableColumn(
                    name: try values[0].string(), kind: Self.kind(try values[1].number()),
                    isNullable: try !values[2].bool()))
        }
        return columns
    }

    private static func kind(_ type: Int) -> TableColumn.Kind {
        switch type {
        case 16, 20, 21, 23, 26: .integer
        case 700, 701, 1700: .real
        case 17: .blob
        default: .text
        }
    }

    func migrating(_ body: () throws -> Void) throws {
        let lock = "hashtextextended('apus migrations \(schema.replacing("'", with: "''"))', 0)"
        try command("SELECT pg_advisory_lock(\(lock))")
        defer { try? command("SELECT pg_advisory_unlock(\(lock))") }
        var exists = false
        _ = try run("SELECT 1 FROM pg_namespace WHERE nspname = $1", [.text(schema)]) { _, _ in exists = true }
        if !exists { try command("CREATE SCHEMA IF NOT EXISTS \(RecordShape.quoted(schema))") }
        try command("BEGIN")
        do {
            try body()
            try command("COMMIT")
        } catch {
            rollback()
            throw error
        }
    }

    func note(_ estimates: [IndexEstimate]) throws {}

    func translated(_ statement: String) -> String { PostgreSQLDialect.translated(statement) }

    private func command(_ sql: String) throws {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        try check(result, sql)
    }

    private func check(_ result: OpaquePointer?, _ sql: String) throws {
        let status = PQresultStatus(result)
        guard status != PGRES_COMMAND_OK, status != PGRES_TUPLES_OK else { return }
        let error = PostgreSQLErrors.error(result, handle)
        if case .busy(let message) = error, message.contains("cached plan") {
            // A table has changed under its statements: they are prepared anew, the old ones go with the connection.
            statements.removeAll()
        }
        if case .other(let code, let message) = error {
            throw SQLError.other(code: code, message: "\(message) (\(sql))")
        }
        throw error
    }

    private func statement(_ sql: String) throws -> PostgreSQLStatement {
        if let statement = statements.find(sql) { return statement }
        prepared += 1
        let statement = PostgreSQLStatement(name: "s\(prepared)")
        let result = PQprepare(handle, statement.name, sql, 0, nil)
        defer { PQclear(result) }
        try check(result, sql)
        for old in statements.insert(sql, statement) { try command("DEALLOCATE \(old.name)") }
        return statement
    }

    private static func withCStrings<R>(
        _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        let copies = texts.map { Array($0.utf8CString) }
        var pointers: [UnsafePointer<CChar>?] = []
        func step(_ rest: ArraySlice<[CChar]>) -> R {
            guard let first = rest.first else { return body(pointers + [nil]) }
            return first.withUnsafeBufferPointer { buffer in
                pointers.append(buffer.baseAddress)
                return step(rest.dropFirst())
            }
        }
        return step(copies[...])
    }
}

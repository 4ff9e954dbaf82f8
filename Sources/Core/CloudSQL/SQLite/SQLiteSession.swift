import CSQLite
import FoundationEssentials
import Glibc

/// A connection to an SQLite file, in WAL mode: readers never wait for the writer.
final class SQLiteSession: Session {
    private let handle: OpaquePointer
    private var statements = StatementCache<SQLiteStatement>(capacity: 400)
    let shapes = RecordShapes()
    var isBroken: Bool { false }
    var cachedStatements: Int { statements.count }

    init(path: String, writes: Bool) throws {
        try Self.prepareFile(path)
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let error = SQLiteErrors.error(code, opened, "cannot open \(path)")
            sqlite3_close_v2(opened)
            throw error
        }
        handle = opened
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 10_000)
        // synchronous=NORMAL: a killed process loses nothing; a power failure may lose the last commits, not the file.
        // cache_size (KiB below zero): a connection's own; the kernel caches the file once for all of them.
        let settings = [
            "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "case_sensitive_like = ON",
            "temp_store = MEMORY", "cache_size = -1000", "journal_size_limit = 16777216",
            "query_only = \(writes ? "OFF" : "ON")",
        ]
        for setting in settings { try command("PRAGMA \(setting)") }
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Makes the folder, and the file for its owner only; SQLite gives the log files beside it the same mode.
    private static func prepareFile(_ path: String) throws {
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try FileManager.default.createDirectory(
                atPath: String(path[..<slash]), withIntermediateDirectories: true)
        }
        // Only a new file is opened here: closing one that SQLite has open would drop this process's locks on it, and
        // another process that then closes it (doctor, trace) would remove the log that we still write to.
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file < 0, errno == EEXIST { return }
        guard file >= 0 else {
            throw SQLError.other(code: "58030", message: "cannot open \(path): \(String(cString: strerror(errno)))")
        }
        Glibc.close(file)
    }

    func begin(_ mode: TransactionMode) throws {
        switch mode {
        case .read: try command("BEGIN")
        case .write: try command("BEGIN IMMEDIATE")
        }
    }

    func commit() throws { try command("COMMIT") }

    func rollback() {
        guard sqlite3_get_autocommit(handle) == 0 else { return }
        try? command("ROLLBACK")
    }

    func run(_ sql: String, _ parameters: [SQLValue], _ row: (KeyLookup, [SQLValue]) throws -> Void) throws -> Int {
        let statement = try prepared(sql)
        let before = sqlite3_total_changes(handle)
        try statement.run(parameters, row)
        return sqlite3_total_changes(handle) == before ? 0 : Int(sqlite3_changes(handle))
    }

    func columns(of table: String) throws -> [TableColumn] {
        var columns: [TableColumn] = []
        _ = try run(#"SELECT name, type, "notnull", pk FROM pragma_table_info($1)"#, [.text(table)]) { _, values in
            let isRequired = try values[2].bool() || values[3].bool()
            columns.append(
                TableColumn(
                    name: try values[0].string(), kind: Self.kind(try values[1].string()), isNullable: !isRequired))
        }
        return columns
    }

    /// SQLite's rules of affinity.
    private static func kind(_ type: String) -> TableColumn.Kind {
        let type = type.uppercased()
        if type.contains("INT") || type.contains("BOOL") { return .integer }
        if type.contains("CHAR") || type.contains("TEXT") || type.contains("CLOB") { return .text }
        if type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB") { return .real }
        return .blob
    }

    /// Foreign keys rest meanwhile, so that a table can be rebuilt, and are checked as a whole before the commit.
    func migrating(_ body: () throws -> Void) throws {
        try command("PRAGMA foreign_keys = OFF")
        defer { try? command("PRAGMA foreign_keys = ON") }
        try command("BEGIN IMMEDIATE")
        do {
            try body()
            _ = try run("SELECT \"table\" FROM pragma_foreign_key_check", []) { _, values in
                throw SQLError.foreignKeyViolation("a row of \(try values[0].string()) after the migrations")
            }
            try commit()
        } catch {
            rollback()
            throw error
        }
    }

    func note(_ estimates: [IndexEstimate]) throws {
        // Makes the table of estimates, by analyzing a small one.
        try command("ANALYZE schema_migrations")
        for each in estimates {
            let numbers = ([IndexEstimate.tableSize] + each.rows).map(String.init).joined(separator: " ")
            _ = try run(
                "DELETE FROM sqlite_stat1 WHERE tbl = $1 AND idx = $2", [.text(each.table), .text(each.index)]
            ) { _, _ in }
            _ = try run(
                "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)",
                [.text(each.table), .text(each.index), .text(numbers)]
            ) { _, _ in }
        }
        // Read again by this connection; others open later.
        try command("ANALYZE sqlite_schema")
    }

    /// SQLite alone takes NULL for a key that is not said to be otherwise.
    func translated(_ statement: String) -> String {
        statement.replacing("TEXT PRIMARY KEY", with: "TEXT NOT NULL PRIMARY KEY")
    }

    private func command(_ sql: String) throws { _ = try run(sql, []) { _, _ in } }

    private func prepared(_ sql: String) throws -> SQLiteStatement {
        if let statement = statements.find(sql) { return statement }
        let statement = try SQLiteStatement(handle, sql)
        _ = statements.insert(sql, statement)
        return statement
    }
}

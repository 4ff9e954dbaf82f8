import CloudSQL

extension ComputeNode: Record {
    static let table = "compute_nodes"
    static let migration = Migration(
        7, "compute nodes",
        [
            """
            CREATE TABLE compute_nodes (
                id TEXT PRIMARY KEY, host TEXT NOT NULL, hypervisor_hostname TEXT NOT NULL UNIQUE,
                hypervisor_type TEXT NOT NULL,
                hypervisor_version INTEGER NOT NULL, host_ip TEXT NOT NULL, architecture TEXT NOT NULL,
                virtualization TEXT NOT NULL, processor_vendor TEXT NOT NULL, processor_model TEXT NOT NULL,
                processor_features TEXT NOT NULL, sockets INTEGER NOT NULL, cores INTEGER NOT NULL,
                threads INTEGER NOT NULL,
                vcpus INTEGER NOT NULL, memory INTEGER NOT NULL, memory_used INTEGER NOT NULL, disk INTEGER NOT NULL,
                free_disk INTEGER NOT NULL, traits TEXT NOT NULL, failed_builds INTEGER NOT NULL, placed_as TEXT,
                created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
            """,
            "CREATE INDEX compute_nodes_by_host ON compute_nodes (host)",
        ])
}

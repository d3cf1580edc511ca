BEGIN TRANSACTION;
CREATE TABLE assignments (
	id INTEGER NOT NULL, 
	course_id VARCHAR(64) NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_assignments PRIMARY KEY (id), 
	CONSTRAINT uq_assignments_course_id UNIQUE (course_id, name), 
	CONSTRAINT fk_assignments_course_id FOREIGN KEY(course_id) REFERENCES courses (id)
);
INSERT INTO "assignments" VALUES(1,'course101','ps1');
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor VARCHAR(64) NOT NULL, 
	action VARCHAR(32) NOT NULL, 
	subject TEXT NOT NULL, 
	detail JSON NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,'2026-11-24 12:00:00.000000','teacher','release','ps1','{}');
INSERT INTO "audit" VALUES(2,'2026-11-24 12:00:00.000000','alice','give','ps1/alice','{"attempt": 1, "repeats": 0}');
INSERT INTO "audit" VALUES(3,'2026-11-24 12:00:00.000000','alice','submit','ps1/alice','{"receipt": "da4e7e369778c90c6a80cabb", "sha256": "00e13ed7af55b27622f1d6eab5bec0147e68efe28dc2b12461117afa1a5ed40e", "late_seconds": 0}');
INSERT INTO "audit" VALUES(4,'2026-11-24 12:00:00.000000','teacher','verdicts','da4e7e369778c90c6a80cabb','{"labels": ["1a"]}');
INSERT INTO "audit" VALUES(5,'2026-11-24 12:00:00.000000','teacher','feedback','da4e7e369778c90c6a80cabb','{"sha256": "3660315a9af3df255d8f19ab077e4797822b41488a0e2a04bc6af71213c23274"}');
CREATE TABLE courses (
	id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_courses PRIMARY KEY (id)
);
INSERT INTO "courses" VALUES('course101');
CREATE TABLE feedback (
	id INTEGER NOT NULL, 
	submission_id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_feedback PRIMARY KEY (id), 
	CONSTRAINT fk_feedback_submission_id FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
INSERT INTO "feedback" VALUES(1,1,'3660315a9af3df255d8f19ab077e4797822b41488a0e2a04bc6af71213c23274','2026-11-24 12:00:00.000000');
CREATE TABLE given (
	id INTEGER NOT NULL, 
	assignment_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	exercise VARCHAR(128) NOT NULL, 
	version VARCHAR(64) NOT NULL, 
	seed BIGINT NOT NULL, 
	parameters JSON NOT NULL, 
	points JSON NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	repeat INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_given PRIMARY KEY (id), 
	CONSTRAINT uq_given_once UNIQUE (assignment_id, person_id, attempt, position), 
	CONSTRAINT uq_given_alone UNIQUE (assignment_id, exercise, fingerprint, repeat), 
	CONSTRAINT fk_given_assignment_id FOREIGN KEY(assignment_id) REFERENCES assignments (id), 
	CONSTRAINT fk_given_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
INSERT INTO "given" VALUES(1,1,1,1,1,'sums/pair','v1',4611686018427387905,'{"a": 1}','{"a": 1.0}','f0',0,'2026-11-24 12:00:00.000000');
CREATE TABLE people (
	id INTEGER NOT NULL, 
	course_id VARCHAR(64) NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_people PRIMARY KEY (id), 
	CONSTRAINT uq_people_course_id UNIQUE (course_id, name), 
	CONSTRAINT fk_people_course_id FOREIGN KEY(course_id) REFERENCES courses (id)
);
INSERT INTO "people" VALUES(1,'course101','alice','student');
CREATE TABLE releases (
	id INTEGER NOT NULL, 
	assignment_id INTEGER NOT NULL, 
	released BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_releases PRIMARY KEY (id), 
	CONSTRAINT fk_releases_assignment_id FOREIGN KEY(assignment_id) REFERENCES assignments (id)
);
INSERT INTO "releases" VALUES(1,1,1,'2026-11-24 12:00:00.000000');
CREATE TABLE schema_version (
	version INTEGER NOT NULL, 
	CONSTRAINT pk_schema_version PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(1);
CREATE TABLE submissions (
	id INTEGER NOT NULL, 
	receipt VARCHAR(40) NOT NULL, 
	assignment_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	received_at DATETIME NOT NULL, 
	late_seconds INTEGER NOT NULL, 
	said_time VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_submissions PRIMARY KEY (id), 
	CONSTRAINT uq_submissions_receipt UNIQUE (receipt), 
	CONSTRAINT fk_submissions_assignment_id FOREIGN KEY(assignment_id) REFERENCES assignments (id), 
	CONSTRAINT fk_submissions_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
INSERT INTO "submissions" VALUES(1,'da4e7e369778c90c6a80cabb',1,1,1,'00e13ed7af55b27622f1d6eab5bec0147e68efe28dc2b12461117afa1a5ed40e',4,'2026-11-24 12:00:00.000000',0,'');
CREATE TABLE verdicts (
	id INTEGER NOT NULL, 
	submission_id INTEGER NOT NULL, 
	label VARCHAR(16) NOT NULL, 
	outcome VARCHAR(16) NOT NULL, 
	points DOUBLE NOT NULL, 
	max_points DOUBLE NOT NULL, 
	record JSON NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_verdicts PRIMARY KEY (id), 
	CONSTRAINT fk_verdicts_submission_id FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
INSERT INTO "verdicts" VALUES(1,1,'1a','right',1.0,1.0,'{"outcome": "right", "points": 1.0, "max_points": 1.0}','2026-11-24 12:00:00.000000');
CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE INDEX ix_releases_assignment_id ON releases (assignment_id);
CREATE TRIGGER releases_refuses_update BEFORE UPDATE ON releases BEGIN SELECT RAISE(ABORT, 'releases is append-only'); END;
CREATE TRIGGER releases_refuses_delete BEFORE DELETE ON releases BEGIN SELECT RAISE(ABORT, 'releases is append-only'); END;
CREATE TRIGGER given_refuses_update BEFORE UPDATE ON given BEGIN SELECT RAISE(ABORT, 'given is append-only'); END;
CREATE TRIGGER given_refuses_delete BEFORE DELETE ON given BEGIN SELECT RAISE(ABORT, 'given is append-only'); END;
CREATE INDEX ix_submissions_assignment_id ON submissions (assignment_id);
CREATE INDEX ix_submissions_person_id ON submissions (person_id);
CREATE TRIGGER submissions_refuses_update BEFORE UPDATE ON submissions BEGIN SELECT RAISE(ABORT, 'submissions is append-only'); END;
CREATE TRIGGER submissions_refuses_delete BEFORE DELETE ON submissions BEGIN SELECT RAISE(ABORT, 'submissions is append-only'); END;
CREATE INDEX ix_verdicts_submission_id ON verdicts (submission_id);
CREATE TRIGGER verdicts_refuses_update BEFORE UPDATE ON verdicts BEGIN SELECT RAISE(ABORT, 'verdicts is append-only'); END;
CREATE TRIGGER verdicts_refuses_delete BEFORE DELETE ON verdicts BEGIN SELECT RAISE(ABORT, 'verdicts is append-only'); END;
CREATE INDEX ix_feedback_submission_id ON feedback (submission_id);
CREATE TRIGGER feedback_refuses_update BEFORE UPDATE ON feedback BEGIN SELECT RAISE(ABORT, 'feedback is append-only'); END;
CREATE TRIGGER feedback_refuses_delete BEFORE DELETE ON feedback BEGIN SELECT RAISE(ABORT, 'feedback is append-only'); END;
COMMIT;

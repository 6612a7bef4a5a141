//! SIGTERM: what is under way is finished.

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::program::{Program, env_of};
use crate::both_databases;

both_databases!(
    a_request_under_way_is_answered_and_new_ones_are_refused,
    |app| {
        let mut program = Program::serve(&[], &env_of(&app));
        program.says("ready").await;
        let address = program.address().await;
        let body = r#"{"query":"{ cities { name } }"}"#;
        let stream = TcpStream::connect(address).await.expect("it listens");
        let mut stream = BufReader::new(stream);
        // The server says `100 Continue` when it asks for the body: from then on the request is under
        // way (RFC 9110, section 10.1.1).
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.expect("it reads");
        let mut line = String::new();
        stream.read_line(&mut line).await.expect("it answers");
        assert_eq!(line, "HTTP/1.1 100 Continue\r\n");

        program.terminate();
        program
            .says("stopping after what is under way; once more stops at once")
            .await;
        // Its listener is closed soon; until then a connection is taken and dropped.
        while TcpStream::connect(address).await.is_ok() {}
        stream.write_all(body.as_bytes()).await.expect("it reads");
        let mut answer = String::new();
        stream
            .read_to_string(&mut answer)
            .await
            .expect("it answers");
        assert!(answer.contains("HTTP/1.1 200 OK"), "{answer}");
        assert!(answer.ends_with(r#"{"data":{"cities":[]}}"#), "{answer}");
        assert_eq!(program.exit().await.code(), Some(0));
    }
);

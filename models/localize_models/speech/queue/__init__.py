"""Windows of many episodes in one queue, in batches straight on CTranslate2.

cutting     speech into windows
features    a window's samples into what the encoder takes
waiting     the windows that wait, and which of them make the next batch
sizes       how many windows a batch holds: by the device's memory, halved when it is full
decoder     a batch through the model: encoded once; languages, text and times from that
ladder      what is tried with a window that the nets fail
alignment   tokens and attention into words with times
flow        threads: reading ahead, decoding, and the episodes put together again
"""

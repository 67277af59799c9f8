module throng

go 1.24
